using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>What the CA/B Baseline Requirements ask of TLS servers; names of private networks pass, since this authority serves them too.</summary>
internal static class TlsServerRules
{
    private const KeyPurposes Prohibited = KeyPurposes.CodeSigning | KeyPurposes.EmailProtection | KeyPurposes.TimeStamping | KeyPurposes.OcspSigning;

    public static readonly LintRule[] All =
    [
        new("cabf.tls.san-present", LintSeverity.Error, "CA/B BR §7.1.2.7.12", LintScope.TlsServer, s => s.AlternativeNames is { Count: > 0 } ? null : "no subjectAltName"),
        new("cabf.tls.san-kinds", LintSeverity.Warning, "CA/B BR §7.1.2.7.12", LintScope.TlsServer, s => s.AlternativeNames is { } names && names.Exists(n => n.Tag is not (AlternativeName.DnsTag or AlternativeName.IpTag)) ? "a name that is neither dNSName nor iPAddress" : null),
        new("cabf.tls.common-name-in-san", LintSeverity.Error, "CA/B BR §7.1.4.3", LintScope.TlsServer, s => HasCommonNameInSan(s) ? null : "commonName is none of the subjectAltNames"),
        new("cabf.tls.eku-prohibited", LintSeverity.Error, "CA/B BR §7.1.2.7.10", LintScope.TlsServer, s => s.IsFor(Prohibited) ? $"{s.Purposes & Prohibited} beside serverAuth" : null),
        new("cabf.tls.eku-other", LintSeverity.Info, "CA/B BR §7.1.2.7.10", LintScope.TlsServer, s => s.IsFor(KeyPurposes.Other) ? "other purposes beside serverAuth" : null),
        new("cabf.tls.key-usage-rsa", LintSeverity.Warning, "CA/B BR §7.1.2.7.11", LintScope.TlsServer | LintScope.Rsa, s => s.Uses(~(KeyUsageBits.DigitalSignature | KeyUsageBits.KeyEncipherment | KeyUsageBits.DataEncipherment)) ? $"{s.KeyUsage}" : null),
        new("cabf.tls.key-usage-ec", LintSeverity.Warning, "CA/B BR §7.1.2.7.11", LintScope.TlsServer | LintScope.Ec, s => s.KeyUsage is { } usage && ((usage & KeyUsageBits.DigitalSignature) == 0 || (usage & ~(KeyUsageBits.DigitalSignature | KeyUsageBits.KeyAgreement)) != 0) ? $"{usage}" : null),
        new("cabf.tls.key-algorithm", LintSeverity.Info, "CA/B BR §6.1.1.3", LintScope.TlsServer | LintScope.Ed25519, _ => "Ed25519 is not for public TLS"),
        new("rfc6962.final", LintSeverity.Error, "RFC 6962 §3.1", LintScope.TlsServer, s => s.Has(ExtensionKind.PrecertificatePoison) && s.Has(ExtensionKind.SignedCertificateTimestamps) ? "poison and SCT list together" : null),
    ];

    private static bool HasCommonNameInSan(LintSubject subject)
    {
        if (subject.SubjectName.Find(Oids.CommonName) is not { } commonName || subject.AlternativeNames is not { } names)
        {
            return true;
        }

        foreach (var name in names)
        {
            var same = name.Tag switch
            {
                AlternativeName.DnsTag => System.Text.Ascii.EqualsIgnoreCase(name.Content.Span, commonName.Value.Span),
                AlternativeName.IpTag when name.Content.Length is 4 or 16 => new System.Net.IPAddress(name.Content.Span).ToString() == commonName.Text,
                _ => false,
            };
            if (same)
            {
                return true;
            }
        }

        return false;
    }
}
