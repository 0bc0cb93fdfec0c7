using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>Extensions as such, and the criticality the RFC gives them.</summary>
internal static class ExtensionRules
{
    public static readonly LintRule[] All =
    [
        new("rfc5280.extensions.not-empty", LintSeverity.Error, "RFC 5280 §4.1.2.9", LintScope.All, s => s.HasExtensions && s.Extensions.Count == 0 ? "an empty list" : null),
        new("rfc5280.extensions.once", LintSeverity.Error, "RFC 5280 §4.2", LintScope.All, FindRepeated),
        new("rfc5280.extensions.decodable", LintSeverity.Error, "RFC 5280 §4.2.1", LintScope.All, s => s.Undecodable.Count > 0 ? $"{s.Undecodable[0]} cannot be decoded" : null),
        new("rfc5280.extensions.unknown-critical", LintSeverity.Error, "RFC 5280 §4.2", LintScope.All, s => s.Extensions.Exists(e => e is { Kind: ExtensionKind.Unknown, Critical: true }) ? "a critical extension that nobody knows" : null),
        NotCritical("rfc5280.aki.not-critical", "RFC 5280 §4.2.1.1", ExtensionKind.AuthorityKeyIdentifier, LintSeverity.Error),
        NotCritical("rfc5280.ski.not-critical", "RFC 5280 §4.2.1.2", ExtensionKind.SubjectKeyIdentifier, LintSeverity.Error),
        NotCritical("rfc5280.issuer-alt-name.not-critical", "RFC 5280 §4.2.1.7", ExtensionKind.IssuerAltName, LintSeverity.Warning),
        NotCritical("rfc5280.directory-attributes.not-critical", "RFC 5280 §4.2.1.8", ExtensionKind.SubjectDirectoryAttributes, LintSeverity.Error),
        NotCritical("rfc5280.cdp.not-critical", "RFC 5280 §4.2.1.13", ExtensionKind.CrlDistributionPoints, LintSeverity.Warning),
        NotCritical("rfc5280.freshest-crl.not-critical", "RFC 5280 §4.2.1.15", ExtensionKind.FreshestCrl, LintSeverity.Error),
        NotCritical("rfc5280.aia.not-critical", "RFC 5280 §4.2.2.1", ExtensionKind.AuthorityInfoAccess, LintSeverity.Error),
        NotCritical("rfc5280.sia.not-critical", "RFC 5280 §4.2.2.2", ExtensionKind.SubjectInfoAccess, LintSeverity.Error),
        NotCritical("rfc6962.sct.not-critical", "RFC 6962 §3.3", ExtensionKind.SignedCertificateTimestamps, LintSeverity.Warning),
        NotCritical("rfc7633.tls-feature.not-critical", "RFC 7633 §4", ExtensionKind.TlsFeature, LintSeverity.Warning),
        Critical("rfc5280.policy-constraints.critical", "RFC 5280 §4.2.1.11", ExtensionKind.PolicyConstraints),
        Critical("rfc5280.inhibit-any-policy.critical", "RFC 5280 §4.2.1.14", ExtensionKind.InhibitAnyPolicy),
        Critical("rfc6962.poison.critical", "RFC 6962 §3.1", ExtensionKind.PrecertificatePoison),
    ];

    private static LintRule NotCritical(string id, string clause, ExtensionKind kind, LintSeverity severity) =>
        new(id, severity, clause, LintScope.All, s => s.Find(kind) is { Critical: true } ? $"{kind} is critical" : null);

    private static LintRule Critical(string id, string clause, ExtensionKind kind) =>
        new(id, LintSeverity.Error, clause, LintScope.All, s => s.Find(kind) is { Critical: false } ? $"{kind} is not critical" : null);

    private static string? FindRepeated(LintSubject subject)
    {
        var extensions = subject.Extensions;
        for (var i = 1; i < extensions.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (extensions[i].Oid.Span.SequenceEqual(extensions[j].Oid.Span))
                {
                    return $"{extensions[i].Kind} comes twice";
                }
            }
        }

        return null;
    }
}
