using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>Certificates of authorities, and what only they may hold.</summary>
internal static class AuthorityRules
{
    public static readonly LintRule[] All =
    [
        new("rfc5280.basic-constraints.critical", LintSeverity.Error, "RFC 5280 §4.2.1.9", LintScope.Authority, s => s.Find(ExtensionKind.BasicConstraints) is { Critical: false } ? "not critical" : null),
        new("rfc5280.basic-constraints.path-length-authority", LintSeverity.Error, "RFC 5280 §4.2.1.9", LintScope.Leaf, s => s.BasicConstraints is { PathLength: not null } ? "pathLenConstraint without cA" : null),
        new("rfc5280.basic-constraints.path-length-positive", LintSeverity.Error, "RFC 5280 §4.2.1.9", LintScope.All, s => s.BasicConstraints is { PathLength: < 0 } ? "negative" : null),
        new("rfc5280.authority.subject", LintSeverity.Error, "RFC 5280 §4.1.2.6", LintScope.Authority, s => s.SubjectName.IsEmpty ? "an authority without a subject" : null),
        new("cabf.authority.common-name", LintSeverity.Info, "CA/B BR §7.1.2.10.2", LintScope.Authority, s => s.SubjectName.Find(Oids.CommonName) is null ? "an authority without commonName" : null),
        new("rfc5280.name-constraints.authority", LintSeverity.Error, "RFC 5280 §4.2.1.10", LintScope.Leaf, s => s.Has(ExtensionKind.NameConstraints) ? "not an authority" : null),
        new("rfc5280.name-constraints.critical", LintSeverity.Error, "RFC 5280 §4.2.1.10", LintScope.All, s => s.Find(ExtensionKind.NameConstraints) is { Critical: false } ? "not critical" : null),
        new("rfc5280.name-constraints.not-empty", LintSeverity.Error, "RFC 5280 §4.2.1.10", LintScope.All, s => s.NameConstraints is { Permitted: null, Excluded: null } or { Permitted.Count: 0 } or { Excluded.Count: 0 } ? "an empty list" : null),
        new("rfc5280.name-constraints.no-distance", LintSeverity.Error, "RFC 5280 §4.2.1.10", LintScope.All, s => s.NameConstraints is { HasDistances: true } ? "minimum or maximum is present" : null),
        new("rfc5280.policy-mappings.authority", LintSeverity.Error, "RFC 5280 §4.2.1.5", LintScope.Leaf, s => s.Has(ExtensionKind.PolicyMappings) ? "not an authority" : null),
        new("rfc5280.policy-constraints.authority", LintSeverity.Error, "RFC 5280 §4.2.1.11", LintScope.Leaf, s => s.Has(ExtensionKind.PolicyConstraints) ? "not an authority" : null),
        new("cabf.root.no-path-length", LintSeverity.Info, "CA/B BR §7.1.2.1.4", LintScope.Authority | LintScope.SelfIssued, s => s.BasicConstraints is { PathLength: not null } ? "a root with pathLenConstraint" : null),
        new("cabf.root.no-eku", LintSeverity.Warning, "CA/B BR §7.1.2.1.2", LintScope.Authority | LintScope.SelfIssued, s => s.Has(ExtensionKind.ExtendedKeyUsage) ? "a root with extKeyUsage" : null),
        new("cabf.root.no-policies", LintSeverity.Info, "CA/B BR §7.1.2.1.2", LintScope.Authority | LintScope.SelfIssued, s => s.Has(ExtensionKind.CertificatePolicies) ? "a root with certificatePolicies" : null),
    ];
}
