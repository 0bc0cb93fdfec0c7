using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting;

/// <summary>Decides once what a certificate is.</summary>
internal static class LintScopes
{
    public static void Assign(LintSubject subject)
    {
        if (subject.Broken is not null)
        {
            return;
        }

        subject.Scope |= subject.IsAuthority ? LintScope.Authority : LintScope.Leaf | OfPurposes(subject.Purposes);
        subject.Scope |= subject.IssuerName.Raw.Span.SequenceEqual(subject.SubjectName.Raw.Span) ? LintScope.SelfIssued : LintScope.NotSelfIssued;
        subject.Scope |= OfKey(subject.Key);
        subject.Scope |= subject.Profile is null ? LintScope.All : LintScope.WithProfile;
        subject.Scope |= subject.Issuer is { Broken: null } ? LintScope.WithIssuer : LintScope.All;
    }

    private static LintScope OfKey(LintKey key) =>
        key.IsRsa ? LintScope.Rsa : key.IsEc ? LintScope.Ec : key.IsEd25519 ? LintScope.Ed25519 : LintScope.All;

    private static LintScope OfPurposes(KeyPurposes purposes)
    {
        var scope = LintScope.All;
        scope |= (purposes & KeyPurposes.ServerAuth) != 0 ? LintScope.TlsServer : LintScope.All;
        scope |= (purposes & KeyPurposes.ClientAuth) != 0 ? LintScope.TlsClient : LintScope.All;
        scope |= (purposes & KeyPurposes.EmailProtection) != 0 ? LintScope.Email : LintScope.All;
        scope |= (purposes & KeyPurposes.CodeSigning) != 0 ? LintScope.CodeSigning : LintScope.All;
        scope |= (purposes & KeyPurposes.TimeStamping) != 0 ? LintScope.TimeStamping : LintScope.All;
        scope |= (purposes & KeyPurposes.OcspSigning) != 0 ? LintScope.OcspSigner : LintScope.All;
        return scope;
    }
}
