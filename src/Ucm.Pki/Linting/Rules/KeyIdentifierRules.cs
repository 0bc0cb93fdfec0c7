namespace Ucm.Pki.Linting.Rules;

/// <summary>subjectKeyIdentifier and authorityKeyIdentifier of the certificate by itself.</summary>
internal static class KeyIdentifierRules
{
    public static readonly LintRule[] All =
    [
        new("rfc5280.aki.present", LintSeverity.Error, "RFC 5280 §4.2.1.1", LintScope.NotSelfIssued, s => s.AuthorityKeyIdentifier is { KeyIdentifier.IsEmpty: false } ? null : "no keyIdentifier"),
        new("cabf.aki.key-identifier-only", LintSeverity.Warning, "CA/B BR §7.1.2.11.1", LintScope.All, s => s.AuthorityKeyIdentifier is { NamesIssuer: true } ? "authorityCertIssuer or -SerialNumber is present" : null),
        new("rfc5280.ski.present", LintSeverity.Error, "RFC 5280 §4.2.1.2", LintScope.Authority, s => s.SubjectKeyIdentifier is null ? "an authority without one" : null),
        new("rfc7093.ski.length", LintSeverity.Error, "RFC 7093 §2", LintScope.All, s => s.SubjectKeyIdentifier is { Length: < 8 or > 32 } ? "not 8 to 32 octets" : null),
        new("rfc5280.aki.self", LintSeverity.Error, "RFC 5280 §4.2.1.1", LintScope.SelfIssued | LintScope.Authority, s => s.AuthorityKeyIdentifier is { } aki && s.SubjectKeyIdentifier is { } ski && !aki.KeyIdentifier.Span.SequenceEqual(ski.Span) && s.Issuer is null ? "differs from its own subjectKeyIdentifier" : null),
    ];
}
