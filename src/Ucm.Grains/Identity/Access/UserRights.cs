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
internal sealed class UserRights(AuthoritySnapshots snapshots)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private static readonly ConditionalWeakTable<ObjectSet, GroupMembers> Members = [];

    /// <param name="externalGroups"><c>provider/group</c>.</param>
    /// <returns>Refusals: Unavailable.</returns>
    public async ValueTask<Outcome<Rights>> Of(
        UserName user, ImmutableArray<string> roles, ImmutableArray<string> externalGroups, CancellationToken cancellationToken)
    {
        var view = await snapshots.ConfirmAll(cancellationToken);
        return view.Succeeded ? Of(user, roles, externalGroups, view.Value.Objects) : Refusals.Unavailable(RetryAfter);
    }

    public static Rights Of(UserName user, ImmutableArray<string> roles, ImmutableArray<string> externalGroups, ObjectSet objects)
    {
        var members = Members.GetValue(objects, static set => new GroupMembers(set));
        ImmutableArray<string> all = [.. roles.Concat(members.RolesOf(user.Value, externalGroups)).Distinct(StringComparer.Ordinal)];
        var grants = GrantsOf(all, objects).ToLookup(static grant => grant.IsLimited);
        var everywhere = grants[false].Select(static grant => grant.Permission).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new Rights(all, [.. everywhere], [.. grants[true]]);
    }

    /// <summary>What the enabled ones among these roles give.</summary>
    public static IEnumerable<Grant> GrantsOf(IEnumerable<string> roles, ObjectSet objects) => roles
        .Select(role => objects.Find(new ObjectKey(RoleKind.KindName, role)))
        .Where(static entry => entry is { Object.Status: ObjectStatus.Enabled })
        .SelectMany(static entry => entry!.Read<Role>().Grants);

    /// <summary>Roles by member, made once for each set of objects.</summary>
    private sealed class GroupMembers
    {
        private readonly ILookup<string, string> byUser;
        private readonly ILookup<string, string> byExternalGroup;

        public GroupMembers(ObjectSet objects)
        {
            var groups = objects.List(GroupKind.KindName)
                .Where(static entry => entry.Object.Status == ObjectStatus.Enabled)
                .Select(static entry => entry.Read<Group>())
                .ToList();
            byUser = ToLookup(groups, static group => group.Members);
            byExternalGroup = ToLookup(groups, static group => group.ExternalGroups);
        }

        public IEnumerable<string> RolesOf(string user, ImmutableArray<string> externalGroups) =>
            byUser[user].Concat(externalGroups.SelectMany(group => byExternalGroup[group]));

        private static ILookup<string, string> ToLookup(IEnumerable<Group> groups, Func<Group, ImmutableArray<string>> members) => groups
            .SelectMany(group => members(group).SelectMany(member => group.Roles.Select(role => (Member: member, Role: role))))
            .ToLookup(static pair => pair.Member, static pair => pair.Role, StringComparer.Ordinal);
    }
}

/// <param name="Roles">By name, those of groups too.</param>
/// <param name="Permissions">Those that hold everywhere.</param>
/// <param name="Grants">Limited ones.</param>
internal sealed record Rights(ImmutableArray<string> Roles, ImmutableArray<string> Permissions, ImmutableArray<Grant> Grants);
