using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Identity.Access;

/// <summary>Users in the list of objects. Their own grain keeps and changes them, for they have secrets.</summary>
internal sealed class UserKind : ObjectKind<UserDocument, UserDocument>
{
    public const string KindName = "user";

    public override string Name => KindName;

    public override string ReadPermission => Permission.UsersRead;

    public override string ManagePermission => Permission.UsersManage;

    public override bool HasOwnGrain => true;

    public static string Describe(UserDocument document) => Write(document);

    public static UserDocument ReadDocument(string content) => Parse(content);

    /// <summary>An enabled local user with a password and the role of his own: one whom no directory and no group can take it from.</summary>
    public static bool IsAdministrator(ObjectStatus status, UserDocument document) =>
        status == ObjectStatus.Enabled
        && document is { Provider: UserDocument.LocalProvider, Invited: not true }
        && document.Roles.Contains(Roles.Admin, StringComparer.Ordinal);

    /// <summary>Only the form: what else makes a user valid depends on what he was (<see cref="UserChanges"/>).</summary>
    protected override void Validate(ObjectKey key, UserDocument document, ObjectSurroundings surroundings, FieldFaults faults)
    {
    }

    protected override UserDocument Make(AdministeredObject stored, UserDocument document) => document;
}
