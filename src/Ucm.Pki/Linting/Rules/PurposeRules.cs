using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>Code signing, S/MIME and time-stamping.</summary>
internal static class PurposeRules
{
    private const KeyUsageBits Signing = KeyUsageBits.DigitalSignature | KeyUsageBits.NonRepudiation;

    public static readonly LintRule[] All =
    [
        new("cabf.code-signing.eku-prohibited", LintSeverity.Error, "CA/B Code Signing BR §7.1.2.3", LintScope.CodeSigning, s => s.IsFor(KeyPurposes.ServerAuth | KeyPurposes.Any | KeyPurposes.TimeStamping) ? "serverAuth, timeStamping or any beside codeSigning" : null),
        new("cabf.code-signing.key-usage", LintSeverity.Error, "CA/B Code Signing BR §7.1.2.3", LintScope.CodeSigning, s => s.KeyUsage is { } usage && (usage & KeyUsageBits.DigitalSignature) != 0 && (usage & (KeyUsageBits.KeyCertSign | KeyUsageBits.CrlSign)) == 0 ? null : "digitalSignature, and no issuing"),
        new("cabf.code-signing.rsa-3072", LintSeverity.Info, "CA/B Code Signing BR §6.1.5", LintScope.CodeSigning | LintScope.Rsa, s => s.Key.ModulusBits < 3072 ? $"{s.Key.ModulusBits} bits" : null),
        new("cabf.code-signing.common-name", LintSeverity.Warning, "CA/B Code Signing BR §7.1.4.2", LintScope.CodeSigning, s => s.SubjectName.Find(Oids.CommonName) is null ? "no commonName" : null),
        new("cabf.smime.san-email", LintSeverity.Error, "CA/B S/MIME BR §7.1.4.2.1", LintScope.Email, s => s.AlternativeNames is { } names && names.Exists(n => n.Tag is AlternativeName.EmailTag or AlternativeName.OtherTag) ? null : "no mailbox in subjectAltName"),
        new("cabf.smime.eku-prohibited", LintSeverity.Error, "CA/B S/MIME BR §7.1.2.3", LintScope.Email, s => s.IsFor(KeyPurposes.ServerAuth | KeyPurposes.CodeSigning | KeyPurposes.TimeStamping | KeyPurposes.Any) ? "a purpose that must not stand beside emailProtection" : null),
        new("cabf.smime.subject-email-in-san", LintSeverity.Error, "CA/B S/MIME BR §7.1.4.2.2", LintScope.Email, s => HasSubjectEmailInSan(s) ? null : "emailAddress is none of the subjectAltNames"),
        new("rfc3161.tsa.eku-critical", LintSeverity.Error, "RFC 3161 §2.3", LintScope.TimeStamping, s => s.Find(ExtensionKind.ExtendedKeyUsage) is { Critical: false } ? "not critical" : null),
        new("rfc3161.tsa.eku-single", LintSeverity.Error, "RFC 3161 §2.3", LintScope.TimeStamping, s => s.ExtendedKeyUsage is { Count: > 1 } ? "other purposes beside timeStamping" : null),
        new("rfc3161.tsa.key-usage", LintSeverity.Error, "CA/B Code Signing BR §7.1.2.3", LintScope.TimeStamping, s => s.Uses(~Signing) ? "more than signing" : null),
        new("cabf.tsa.rsa-3072", LintSeverity.Info, "CA/B Code Signing BR §6.1.5", LintScope.TimeStamping | LintScope.Rsa, s => s.Key.ModulusBits < 3072 ? $"{s.Key.ModulusBits} bits" : null),
    ];

    private static bool HasSubjectEmailInSan(LintSubject subject) =>
        subject.SubjectName.Find(Oids.EmailAddress) is not { } email
        || (subject.AlternativeNames is { } names && names.Exists(n => n.Tag == AlternativeName.EmailTag && n.Content.Span.SequenceEqual(email.Value.Span)));
}
