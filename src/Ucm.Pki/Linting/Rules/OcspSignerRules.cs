using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>Delegated OCSP responders (RFC 6960 §4.2.2.2).</summary>
internal static class OcspSignerRules
{
    public static readonly LintRule[] All =
    [
        new("rfc6960.ocsp-signer.no-check", LintSeverity.Error, "CA/B BR §7.1.2.8.5", LintScope.OcspSigner, s => s.Has(ExtensionKind.OcspNoCheck) ? null : "no id-pkix-ocsp-nocheck"),
        new("rfc6960.no-check.not-critical", LintSeverity.Warning, "RFC 6960 §4.2.2.2.1", LintScope.All, s => s.Find(ExtensionKind.OcspNoCheck) is { Critical: true } ? "critical" : null),
        new("rfc6960.no-check.only-ocsp-signer", LintSeverity.Error, "RFC 6960 §4.2.2.2.1", LintScope.All, s => s.Has(ExtensionKind.OcspNoCheck) && !s.IsFor(KeyPurposes.OcspSigning) ? "not an OCSP signer" : null),
        new("cabf.ocsp-signer.single-purpose", LintSeverity.Error, "CA/B BR §7.1.2.8.4", LintScope.OcspSigner, s => s.ExtendedKeyUsage is { Count: > 1 } ? "other purposes beside OCSPSigning" : null),
        new("cabf.ocsp-signer.key-usage", LintSeverity.Error, "CA/B BR §7.1.2.8.6", LintScope.OcspSigner, s => s.KeyUsage == KeyUsageBits.DigitalSignature ? null : "keyUsage is not digitalSignature alone"),
        new("cabf.ocsp-signer.not-authority", LintSeverity.Error, "CA/B BR §7.1.2.8.3", LintScope.Authority, s => s.IsFor(KeyPurposes.OcspSigning) ? "an authority with OCSPSigning" : null),
    ];
}
