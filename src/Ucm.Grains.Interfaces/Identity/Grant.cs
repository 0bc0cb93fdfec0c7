using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>
/// One permission and where it holds: everywhere, or for some authorities, some profiles, or the caller's own certificates. All limits must fit.
/// </summary>
/// <param name="Permission">A name of <see cref="Permissions"/>, or <see cref="Permission.All"/>.</param>
/// <param name="Authorities">Ids of authorities; empty for all.</param>
/// <param name="Profiles">Names of profiles; empty for all.</param>
/// <param name="Own">Only certificates that the caller asked for.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.grant")]
public sealed record Grant(
    [property: Id(0)] string Permission,
    [property: Id(1)] ImmutableArray<string> Authorities,
    [property: Id(2)] ImmutableArray<string> Profiles,
    [property: Id(3)] bool Own)
{
    /// <summary>The permission everywhere.</summary>
    public static Grant Everywhere(string permission) => new(permission, [], [], Own: false);

    public bool IsLimited => !Authorities.IsEmpty || !Profiles.IsEmpty || Own;

    public bool Gives(string permission) => Permission == permission || Permission == Identity.Permission.All;

    /// <summary>True when the grant gives the permission at the target. A limit of which the target says nothing does not fit.</summary>
    public bool Fits(string permission, GrantTarget target) =>
        Gives(permission)
        && (Authorities.IsEmpty || (target.Authority is { } authority && Authorities.Contains(authority)))
        && (Profiles.IsEmpty || (target.Profile is { } profile && Profiles.Contains(profile)))
        && (!Own || target.IsOwn);

    /// <summary>True when this grant gives whatever the other one gives, everywhere it does.</summary>
    public bool Covers(Grant other) =>
        Gives(other.Permission)
        && IsWithin(other.Authorities, Authorities)
        && IsWithin(other.Profiles, Profiles)
        && (!Own || other.Own);

    /// <summary>What both give; null for nothing.</summary>
    public Grant? Intersect(Grant other)
    {
        var permission = Gives(other.Permission) ? other.Permission : other.Gives(Permission) ? Permission : null;
        var (authorities, profiles) = (Common(Authorities, other.Authorities), Common(Profiles, other.Profiles));
        return permission is null || authorities is null || profiles is null
            ? null
            : new Grant(permission, authorities.Value, profiles.Value, Own || other.Own);
    }

    private static bool IsWithin(ImmutableArray<string> inner, ImmutableArray<string> outer) =>
        outer.IsEmpty || (!inner.IsEmpty && inner.All(outer.Contains));

    /// <summary>Empty stands for all; null for none.</summary>
    private static ImmutableArray<string>? Common(ImmutableArray<string> left, ImmutableArray<string> right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return left.IsEmpty ? right : left;
        }

        var common = left.Intersect(right, StringComparer.Ordinal).ToImmutableArray();
        return common.IsEmpty ? null : common;
    }
}

/// <summary>What a permission is needed for.</summary>
/// <param name="Authority">The id of the authority; null when it is not about one.</param>
/// <param name="Profile">The name of the profile; null when it is not about one.</param>
/// <param name="IsOwn">It is about a certificate that the caller asked for.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.grant-target")]
public readonly record struct GrantTarget([property: Id(0)] string? Authority, [property: Id(1)] string? Profile = null, [property: Id(2)] bool IsOwn = false);
