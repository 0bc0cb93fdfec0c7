using Ucm.Pki.Linting.Rules;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Pki.Linting;

/// <summary>
/// Judges a certificate against RFC 5280, the CA/B Baseline Requirements, its profile and its issuer. Reads the bytes by itself, apart from the composer's
/// and the parser's code, so that a fault in those is seen here. Pure and thread-safe; never throws on bad input.
/// </summary>
public static class Linter
{
    private static readonly LintRule[] Encoding = [.. EncodingRules.All];

    private static readonly LintRule[] Contents =
    [
        .. StructureRules.All, .. SignatureRules.All, .. SerialRules.All, .. ValidityPeriodRules.All, .. NameAttributeRules.All, .. AlternativeNameRules.All, .. ExtensionRules.All,
        .. KeyIdentifierRules.All, .. KeyUsageRules.All, .. ExtendedKeyUsageRules.All, .. AuthorityRules.All, .. KeyRules.All, .. PolicyRules.All,
        .. RevocationPointerRules.All, .. TlsServerRules.All, .. OcspSignerRules.All, .. PurposeRules.All, .. ProfileRules.All, .. IssuerRelationRules.All,
    ];

    /// <summary>The ids of every rule there is.</summary>
    public static IEnumerable<string> RuleIds => Rules.Select(static rule => rule.Id);

    /// <summary>Every rule there is.</summary>
    internal static IEnumerable<LintRule> Rules => Encoding.Concat(Contents);

    /// <summary>Findings in the order of the rules; empty when the certificate holds.</summary>
    /// <param name="profile">Null when the certificate was not made from one; its conformance is then not judged.</param>
    /// <param name="issuer">Null when unknown; the relation to it is then not judged. For a self-signed certificate, the certificate itself.</param>
    public static IReadOnlyList<LintFinding> Check(ParsedCertificate certificate, CertificateProfile? profile, ParsedCertificate? issuer) =>
        Check(certificate.Der, profile, issuer?.Der);

    /// <summary>As the other, for bytes that may be no certificate at all.</summary>
    public static IReadOnlyList<LintFinding> Check(ReadOnlyMemory<byte> certificate, CertificateProfile? profile, ReadOnlyMemory<byte>? issuer) =>
        Run(LintSubjectReader.ReadCertificate(certificate, profile, ReadIssuer(issuer)));

    /// <summary>Judges what is about to be signed (TBSCertificate), without a throwaway signature.</summary>
    public static IReadOnlyList<LintFinding> CheckToBeSigned(ReadOnlyMemory<byte> tbs, CertificateProfile? profile, ParsedCertificate? issuer) =>
        Run(LintSubjectReader.ReadToBeSigned(tbs, profile, ReadIssuer(issuer?.Der)));

    private static LintSubject? ReadIssuer(ReadOnlyMemory<byte>? issuer) =>
        issuer is { } der ? LintSubjectReader.ReadCertificate(der, null, null) : null;

    private static List<LintFinding> Run(LintSubject subject)
    {
        var findings = new List<LintFinding>();
        Run(Encoding, subject, findings);
        if (subject.Broken is null)
        {
            Run(Contents, subject, findings);
        }

        return findings;
    }

    /// <summary>Null when the profile turns the rule off.</summary>
    private static LintSeverity? SeverityOf(LintRule rule, LintSubject subject) =>
        subject.Profile is { LintSeverities: { Count: > 0 } own } && own.TryGetValue(rule.Id, out var severity) ? severity : rule.Severity;

    private static void Run(LintRule[] rules, LintSubject subject, List<LintFinding> findings)
    {
        foreach (var rule in rules)
        {
            if ((rule.AppliesTo & subject.Scope) == rule.AppliesTo && SeverityOf(rule, subject) is { } severity && rule.Find(subject) is { } detail)
            {
                findings.Add(new LintFinding(severity, rule.Id, rule.Clause, detail));
            }
        }
    }
}
