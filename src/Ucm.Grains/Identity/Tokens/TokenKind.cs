using Ucm.Grains.Identity.Access;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Identity.Tokens;

/// <summary>API tokens in the list of objects. Their own grain keeps them, for they have secrets.</summary>
internal sealed class TokenKind(TimeProvider clock) : ObjectKind<TokenDocument, TokenDocument>
{
    public const string KindName = "token";
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(367);

    public override string Name => KindName;

    public override string ReadPermission => Permission.UsersRead;

    public override string ManagePermission => Permission.UsersManage;

    public override bool HasOwnGrain => true;

    public static string Describe(TokenDocument document) => Write(document);

    public static TokenDocument ReadDocument(string content) => Parse(content);

    protected override void Validate(ObjectKey key, TokenDocument document, ObjectSurroundings surroundings, FieldFaults faults)
    {
        if (!ObjectKey.IsName(document.Name))
        {
            faults.Add("/name", $"Must have {ObjectKey.NameForm}.");
        }

        if (document.ExpiresAt <= clock.GetUtcNow() || document.ExpiresAt > clock.GetUtcNow() + LongestLife)
        {
            faults.Add("/expires_at", "Must be in the future, at most a year and a day ahead.");
        }

        if (document.User is not null || document.CreatedAt is not null)
        {
            faults.Add(document.User is null ? "/created_at" : "/user", "Is set by the platform; leave it out.");
        }

        GrantDocuments.Check(document.Grants, surroundings, faults);
    }

    protected override TokenDocument Make(AdministeredObject stored, TokenDocument document) => document;
}
