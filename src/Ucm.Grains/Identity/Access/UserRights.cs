using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Grains.Outcomes;

namespace Ucm.Grains.Identity.Access;

/// <summary>
/// What a user may do at this moment: the grants of every enabled role that he has, himself or through an enabled group. From this silo's view, so a change
/// of a role or group counts everywhere within a second; without a view nobody may do anything (laws 8, 9).
/// </summary>
internal sealed class UserRights(AuthoritySnapshots snapshots, Proofs proofs)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private static readonly ConditionalWeakTable<ObjectSet, GroupMembers> Members = [];

    /// <summary>Clocks of two nodes may differ by so much.</summary>
    internal static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>Refusals: Unavailable.</summary>
    public async ValueTask<Outcome<Rights>> Of(UserName user, UserState state, CancellationToken cancellationToken)
    {
        var view = await snapshots.ConfirmAll(cancellationToken);
        return view.Succeeded
            ? Of(user, UserDocuments.AllRoles(state), UserDocuments.Groups(state), state.CreatedAt - Skew, view.Value.Objects)
            : Refusals.Unavailable(RetryAfter);
    }

    /// <summary>What a user of the name would have by groups that name him already, since there was another one. Refusals: Unavailable.</summary>
    public async ValueTask<Outcome<Rights>> OfName(UserName user, CancellationToken cancellationToken)
    {
        var view = await snapshots.ConfirmLatest(cancellationToken);
        return view.Succeeded ? Of(user, [], [], DateTimeOffset.MinValue, view.Value.Objects) : Refusals.Unavailable(RetryAfter);
    }

    /// <param name="externalGroups"><c>provider/group</c>.</param>
    /// <param name="since">A group saved before does not mean this user, but one who had the name before him.</param>
    private Rights Of(
        UserName user, ImmutableArray<string> roles, ImmutableArray<string> externalGroups, DateTimeOffset since, ObjectSet objects)
    {
        var members = Members.GetValue(objects, static set => new GroupMembers(set));
        ImmutableArray<string> all = [.. roles.Concat(members.RolesOf(user.Value, since, externalGroups)).Distinct(StringComparer.Ordinal)];
        var enabled = Entries(all, objects).Where(static entry => entry.Object.Status == ObjectStatus.Enabled);
        var roleEntries = enabled.ToLookup(entry => proofs.Of(entry) is not null);
        var grants = roleEntries[false].SelectMany(static entry => entry.Read<Role>().Grants).ToLookup(static grant => grant.IsLimited);
        var everywhere = grants[false].Select(static grant => grant.Permission).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var guarded = roleEntries[true].SelectMany(entry => entry.Read<Role>().Grants.Select(grant => new GuardedGrant(grant, proofs.Of(entry)!)));
        return new Rights(all, [.. everywhere], [.. grants[true]]) { Guarded = [.. guarded] };
    }

    /// <summary>What these roles give once all are enabled and every proof is shown: who hands one on gives that.</summary>
    public static IEnumerable<Grant> PossibleGrantsOf(IEnumerable<string> roles, ObjectSet objects) =>
        Entries(roles, objects).SelectMany(static entry => entry.Read<Role>().Grants);

    private static IEnumerable<ObjectEntry> Entries(IEnumerable<string> roles, ObjectSet objects) => roles
        .Select(role => objects.Find(new ObjectKey(RoleKind.KindName, role)))
        .OfType<ObjectEntry>();

    /// <summary>Roles by member, made once for each set of objects.</summary>
    private sealed class GroupMembers
    {
        private readonly ILookup<string, (string Role, DateTimeOffset SavedAt)> byUser;
        private readonly ILookup<string, (string Role, DateTimeOffset SavedAt)> byExternalGroup;

        public GroupMembers(ObjectSet objects)
        {
            var groups = objects.List(GroupKind.KindName)
                .Where(static entry => entry.Object.Status == ObjectStatus.Enabled)
                .Select(static entry => (Group: entry.Read<Group>(), SavedAt: entry.Object.ChangedAt ?? DateTimeOffset.MinValue))
                .ToList();
            byUser = ToLookup(groups, static group => group.Members);
            byExternalGroup = ToLookup(groups, static group => group.ExternalGroups);
        }

        public IEnumerable<string> RolesOf(string user, DateTimeOffset since, ImmutableArray<string> externalGroups) => byUser[user]
            .Where(given => given.SavedAt >= since)
            .Concat(externalGroups.SelectMany(group => byExternalGroup[group]))
            .Select(static given => given.Role);

        private static ILookup<string, (string Role, DateTimeOffset SavedAt)> ToLookup(
            List<(Group Group, DateTimeOffset SavedAt)> groups, Func<Group, ImmutableArray<string>> members) => groups
            .SelectMany(known => members(known.Group)
                .SelectMany(member => known.Group.Roles.Select(role => (Member: member, Given: (Role: role, known.SavedAt)))))
            .ToLookup(static pair => pair.Member, static pair => pair.Given, StringComparer.Ordinal);
    }
}

/// <param name="Roles">By name, those of groups too.</param>
/// <param name="Permissions">Those that hold everywhere.</param>
/// <param name="Grants">Limited ones.</param>
internal sealed record Rights(ImmutableArray<string> Roles, ImmutableArray<string> Permissions, ImmutableArray<Grant> Grants)
{
    /// <summary>Those that count only after a proof.</summary>
    public ImmutableArray<GuardedGrant> Guarded { get; init; } = [];

    /// <summary>All that the user can come to do.</summary>
    public IEnumerable<Grant> Possible =>
        Permissions.Select(Grant.Everywhere).Concat(Grants).Concat(Guarded.IsDefault ? [] : Guarded.Select(static guarded => guarded.Grant));

    public static Rights Of(UserAccess user) => new(user.Roles, user.Permissions, user.Grants) { Guarded = user.Guarded };

    /// <summary>Equal for equal permissions, whatever roles they come from.</summary>
    public override string ToString() =>
        string.Join(' ', Permissions.Concat(Grants.Select(Describe).Concat(Guarded.Select(Describe)).Order(StringComparer.Ordinal)));

    private static string Describe(GuardedGrant guarded) => $"{Describe(guarded.Grant)}({guarded.Demand.SecondFactor},{guarded.Demand.MaxAge})";

    private static string Describe(Grant grant) =>
        $"{grant.Permission}[{string.Join(',', grant.Authorities)}][{string.Join(',', grant.Profiles)}]{(grant.Own ? "own" : "")}";
}
