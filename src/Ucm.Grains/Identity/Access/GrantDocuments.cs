using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;
using Ucm.Grains.Profiles;

namespace Ucm.Grains.Identity.Access;

/// <summary>Grants as JSON, and what makes a list of them valid.</summary>
internal static class GrantDocuments
{
    private const int MaxGrants = 100;
    private const int MaxLimits = 100;

    public static ImmutableArray<Grant> Read(IEnumerable<GrantDocument> documents) => [.. documents.Select(Read)];

    public static Grant Read(GrantDocument document) =>
        new(document.Permission, [.. document.Authorities ?? []], [.. document.Profiles ?? []], document.Own ?? false);

    public static GrantDocument Write(Grant grant) => new()
    {
        Permission = grant.Permission,
        Authorities = grant.Authorities.IsEmpty ? null : [.. grant.Authorities],
        Profiles = grant.Profiles.IsEmpty ? null : [.. grant.Profiles],
        Own = grant.Own ? true : null,
    };

    /// <param name="surroundings">What the limits must name.</param>
    public static void Check(GrantDocument[] grants, ObjectSurroundings surroundings, FieldFaults faults)
    {
        if (grants.Length is 0 or > MaxGrants)
        {
            faults.Add("/grants", $"Must have 1 to {MaxGrants} grants.");
        }

        for (var i = 0; i < Math.Min(grants.Length, MaxGrants); i++)
        {
            Check(grants[i], $"/grants/{i}", surroundings, faults);
        }
    }

    private static void Check(GrantDocument grant, string pointer, ObjectSurroundings surroundings, FieldFaults faults)
    {
        if (Permissions.Find(grant.Permission) is not { } known)
        {
            faults.Add($"{pointer}/permission", $"Must be one of {string.Join(", ", Permissions.All.Select(static permission => permission.Name))}.");
            return;
        }

        CheckLimit(grant.Authorities, known.Limits != PermissionLimits.None, $"{pointer}/authorities", known, faults, name =>
            surroundings.Authorities.Authorities.Any(authority => authority.Id.Value == name) ? null : $"There is no authority \"{name}\".");
        CheckLimit(grant.Profiles, known.Limits != PermissionLimits.None, $"{pointer}/profiles", known, faults, name =>
            surroundings.Objects.Find(new ObjectKey(ProfileKind.KindName, name)) is not null ? null : $"There is no profile \"{name}\".");
        if (grant.Own == true && known.Limits != PermissionLimits.Certificates)
        {
            faults.Add($"{pointer}/own", $"{known.Name} cannot be limited to one's own certificates.");
        }
    }

    private static void CheckLimit(
        string[]? names, bool isAllowed, string pointer, PermissionInfo permission, FieldFaults faults, Func<string, string?> findFault)
    {
        if (names is null)
        {
            return;
        }

        if (!isAllowed)
        {
            faults.Add(pointer, $"{permission.Name} cannot be limited; leave it out.");
            return;
        }

        if (names.Length is 0 or > MaxLimits)
        {
            faults.Add(pointer, $"Must have 1 to {MaxLimits} names; leave it out for all.");
        }

        for (var i = 0; i < Math.Min(names.Length, MaxLimits); i++)
        {
            if (findFault(names[i]) is { } fault)
            {
                faults.Add($"{pointer}/{i}", fault);
            }
        }
    }
}
