using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>authorityInfoAccess and cRLDistributionPoints.</summary>
internal static class RevocationPointerRules
{
    public static readonly LintRule[] All =
    [
        new("rfc5280.aia.not-empty", LintSeverity.Error, "RFC 5280 §4.2.2.1", LintScope.All, s => s.AuthorityAccess is { Count: 0 } ? "no descriptions" : null),
        Access("cabf.aia.known-method", LintSeverity.Warning, a => IsOcsp(a) || a.Method.Span.SequenceEqual(Oids.AccessCaIssuers), "neither OCSP nor caIssuers"),
        Access("cabf.aia.ocsp-http", LintSeverity.Error, a => !IsOcsp(a) || IsPlainHttp(a.Location), "OCSP is not a plain http URI"),
        Access("cabf.aia.ca-issuers-http", LintSeverity.Error, a => IsOcsp(a) || IsPlainHttp(a.Location), "caIssuers is not a plain http URI"),
        new("rfc5280.cdp.not-empty", LintSeverity.Error, "RFC 5280 §4.2.1.13", LintScope.All, s => s.DistributionPoints is { Count: 0 } ? "no points" : null),
        Point("rfc5280.cdp.named", LintSeverity.Error, "RFC 5280 §4.2.1.13", p => p.HasName || p.HasIssuer, "neither distributionPoint nor cRLIssuer"),
        Point("cabf.cdp.http", LintSeverity.Error, "CA/B BR §7.1.2.11.2", p => p.FullName.Count == 0 || HasPlainHttp(p), "no plain http URI"),
        Point("cabf.cdp.no-reasons", LintSeverity.Warning, "CA/B BR §7.1.2.11.2", p => p is { HasReasons: false, HasIssuer: false }, "reasons or cRLIssuer is present"),
        new("cabf.tls.revocation-source", LintSeverity.Info, "CA/B BR §7.1.2.11.2", LintScope.TlsServer, s => s.Lifetime > TimeSpan.FromDays(7) && s.DistributionPoints is null && s.AuthorityAccess is null ? "neither CRL nor OCSP" : null),
        new("cabf.root.no-pointers", LintSeverity.Info, "CA/B BR §7.1.2.1.2", LintScope.Authority | LintScope.SelfIssued, s => s.Has(ExtensionKind.CrlDistributionPoints) || s.Has(ExtensionKind.AuthorityInfoAccess) ? "a root that points to revocation information" : null),
    ];

    private static bool IsOcsp(AccessDescription access) => access.Method.Span.SequenceEqual(Oids.AccessOcsp);

    private static bool IsPlainHttp(AlternativeName name) => name.Tag == AlternativeName.UriTag && name.Content.Span.StartsWith("http://"u8) && name.Content.Length > 7;

    private static bool HasPlainHttp(DistributionPoint point)
    {
        foreach (var name in point.FullName)
        {
            if (!IsPlainHttp(name))
            {
                return false;
            }
        }

        return true;
    }

    private static LintRule Access(string id, LintSeverity severity, Func<AccessDescription, bool> holds, string detail) =>
        new(id, severity, "CA/B BR §7.1.2.7.7", LintScope.All, s => s.AuthorityAccess is { } all && all.Exists(a => !holds(a)) ? detail : null);

    private static LintRule Point(string id, LintSeverity severity, string clause, Func<DistributionPoint, bool> holds, string detail) =>
        new(id, severity, clause, LintScope.All, s => s.DistributionPoints is { } all && all.Exists(p => !holds(p)) ? detail : null);
}
