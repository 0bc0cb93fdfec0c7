using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Identity.Access;

/// <summary>Groups of users as administrators' objects.</summary>
internal sealed class GroupKind : ObjectKind<GroupDocument, Group>
{
    public const string KindName = "group";
    private const int MaxDescription = 500;
    private const int MaxMembers = 2000;
    private const int MaxExternalName = 500;

    public override string Name => KindName;

    public override string ReadPermission => Permission.UsersRead;

    public override string ManagePermission => Permission.UsersManage;

    public override IEnumerable<Grant> GrantsOf(string content, ObjectSet objects) => UserRights.PossibleGrantsOf(Parse(content).Roles, objects);

    protected override void Validate(ObjectKey key, GroupDocument document, ObjectSurroundings surroundings, FieldFaults faults)
    {
        if (document.Description?.Length > MaxDescription)
        {
            faults.Add("/description", $"Is longer than {MaxDescription} characters.");
        }

        RoleNames.Check(document.Roles, "/roles", surroundings.Objects, faults);
        if (document.Members.Length > MaxMembers)
        {
            faults.Add("/members", $"Has more than {MaxMembers} members.");
        }

        for (var i = 0; i < Math.Min(document.Members.Length, MaxMembers); i++)
        {
            if (surroundings.Objects.Find(new ObjectKey(UserKind.KindName, document.Members[i])) is null)
            {
                faults.Add($"/members/{i}", $"There is no user \"{document.Members[i]}\".");
            }
        }

        for (var i = 0; i < Math.Min(document.ExternalGroups.Length, MaxMembers); i++)
        {
            if (document.ExternalGroups[i].Length > MaxExternalName || document.ExternalGroups[i].IndexOf('/', StringComparison.Ordinal) < 1)
            {
                faults.Add($"/external_groups/{i}", "Must be the name of the provider, a slash, and the group's name there.");
            }
        }
    }

    protected override Group Make(AdministeredObject stored, GroupDocument document) =>
        new([.. document.Members], [.. document.ExternalGroups], [.. document.Roles]);
}

/// <summary>Users who have roles in common.</summary>
internal sealed record Group(ImmutableArray<string> Members, ImmutableArray<string> ExternalGroups, ImmutableArray<string> Roles);
