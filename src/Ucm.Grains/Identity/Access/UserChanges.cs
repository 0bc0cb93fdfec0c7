using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Identity.Access;

/// <summary>
/// Judges what is to become of a user's data: 1 well formed · 2 users change their own data, not their roles · 3 valid, and the roles exist · 4 nobody gives a
/// role that gives more than he has. That nobody acts on a user who may do more than he is asked with <see cref="RefuseOver"/>.
/// </summary>
internal sealed class UserChanges(AuthoritySnapshots snapshots, UserKind kind)
{
    public async ValueTask<Outcome<UserDocument>> Judge(UserName user, UserDocument before, string patch, Caller caller, CancellationToken cancellationToken)
    {
        if (patch.Length > SaveObjectCommand.MaxContent || ObjectJson.TryParse(patch) is not { } given)
        {
            return new Refusal(RefusalCode.Malformed, "The user must be a JSON object, without a member twice.");
        }

        var view = await snapshots.ConfirmLatest(cancellationToken);
        if (!view.Succeeded)
        {
            return view.Refusal;
        }

        var merged = JsonMergePatch.Apply(JsonNode.Parse(UserKind.Describe(before))!.AsObject(), given);
        var normal = kind.Normalize(new ObjectKey(UserKind.KindName, user.Value), merged, new ObjectSurroundings(view.Value.Catalog, view.Value.Objects));
        if (!normal.Succeeded)
        {
            return normal.Refusal;
        }

        var after = UserKind.ReadDocument(normal.Value);
        var faults = new FieldFaults();
        UserRules.Check(before, after, view.Value.Objects, faults);
        if (faults.Any)
        {
            return faults.ToRefusal();
        }

        return (RefuseFields(before, after, caller) ?? RefuseRoles(before, after, view.Value.Objects, caller)) is { } refusal ? refusal : after;
    }

    /// <summary>For one who is to be made: the same rules, from nothing.</summary>
    public async ValueTask<Refusal?> RefuseNew(UserName user, UserDocument document, Caller caller, CancellationToken cancellationToken)
    {
        var nothing = new UserDocument { Provider = document.Provider, CreatedAt = document.CreatedAt, Invited = document.Invited };
        return (await Judge(user, nothing, UserKind.Describe(document), caller, cancellationToken)).Refusal;
    }

    /// <summary>Else whoever manages users could become an administrator by the password of one.</summary>
    public static Refusal? RefuseOver(Rights target, Caller caller)
    {
        var beyond = target.Possible.FirstOrDefault(grant => !caller.Holds(grant));
        return beyond is null
            ? null
            : new Refusal(RefusalCode.Forbidden, $"The user may do more than you: {(beyond.Permission == Permission.All ? "everything" : beyond.Permission)}.");
    }

    private static Refusal? RefuseFields(UserDocument before, UserDocument after, Caller caller)
    {
        var faults = new FieldFaults();
        if (after.Provider != before.Provider)
        {
            faults.Add("/provider", "Cannot be changed.");
        }

        if (after.Invited != before.Invited)
        {
            faults.Add("/invited", "Cannot be changed.");
        }

        if (after.CreatedAt != before.CreatedAt)
        {
            faults.Add("/created_at", "Cannot be changed.");
        }

        if (!Same(after.ProviderRoles, before.ProviderRoles) || !Same(after.ProviderGroups, before.ProviderGroups))
        {
            faults.Add("/provider_roles", "The roles and groups of the provider are taken anew at each sign-in; they cannot be changed here.");
        }

        if (faults.Any)
        {
            return faults.ToRefusal();
        }

        var isMore = !Same(after.Roles, before.Roles) || after.Disabled != before.Disabled || after.MustChangePassword != before.MustChangePassword;
        return isMore && !caller.May(Permission.UsersManage) ? IdentityRefusals.Forbidden(Permission.UsersManage) : null;
    }

    private static Refusal? RefuseRoles(UserDocument before, UserDocument after, ObjectSet objects, Caller caller)
    {
        var given = after.Roles.Except(before.Roles, StringComparer.Ordinal);
        return UserRights.PossibleGrantsOf(given, objects).FirstOrDefault(grant => !caller.Holds(grant)) is { } missing
            ? ObjectRefusals.TooMuch(missing)
            : null;
    }

    private static bool Same(string[]? left, string[]? right) => (left ?? []).ToImmutableHashSet().SetEquals(right ?? []);
}
