using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>keyUsage against itself, the key's type and basicConstraints.</summary>
internal static class KeyUsageRules
{
    private const KeyUsageBits Signing = KeyUsageBits.DigitalSignature | KeyUsageBits.NonRepudiation;
    private const KeyUsageBits Issuing = KeyUsageBits.KeyCertSign | KeyUsageBits.CrlSign;
    private const KeyUsageBits Agreement = KeyUsageBits.KeyAgreement | KeyUsageBits.EncipherOnly | KeyUsageBits.DecipherOnly;
    private const KeyUsageBits Encipherment = KeyUsageBits.KeyEncipherment | KeyUsageBits.DataEncipherment;

    public static readonly LintRule[] All =
    [
        new("rfc5280.key-usage.present", LintSeverity.Error, "RFC 5280 §4.2.1.3", LintScope.Authority, s => s.KeyUsage is null ? "an authority without keyUsage" : null),
        new("cabf.key-usage.present-in-leaf", LintSeverity.Info, "CA/B BR §7.1.2.7.6", LintScope.Leaf, s => s.KeyUsage is null ? "no keyUsage" : null),
        new("rfc5280.key-usage.critical", LintSeverity.Warning, "RFC 5280 §4.2.1.3", LintScope.All, s => s.Find(ExtensionKind.KeyUsage) is { Critical: false } ? "not critical" : null),
        new("rfc5280.key-usage.not-empty", LintSeverity.Error, "RFC 5280 §4.2.1.3", LintScope.All, s => s.KeyUsage == KeyUsageBits.None ? "no bit is set" : null),
        new("x690.der.named-bit-list", LintSeverity.Error, "X.690 §11.2.2", LintScope.All, s => s.KeyUsage is null || IsTrimmed(s.KeyUsageBitString.Span) ? null : "trailing zero bits of keyUsage"),
        new("rfc5280.key-usage.only-with-agreement", LintSeverity.Error, "RFC 5280 §4.2.1.3", LintScope.All, s => s.Uses(KeyUsageBits.EncipherOnly | KeyUsageBits.DecipherOnly) && !s.Uses(KeyUsageBits.KeyAgreement) ? "encipherOnly or decipherOnly without keyAgreement" : null),
        Within("rfc4055.key-usage.rsa", "RFC 4055 §1.2", LintScope.Rsa, Signing | Issuing | Encipherment),
        Within("rfc8813.key-usage.ec", "RFC 8813 §3", LintScope.Ec, Signing | Issuing | Agreement),
        Within("rfc8410.key-usage.ed25519", "RFC 8410 §5", LintScope.Ed25519, Signing | Issuing),
        new("rfc5280.key-usage.cert-sign-only-authority", LintSeverity.Error, "RFC 5280 §4.2.1.9", LintScope.Leaf, s => s.Uses(KeyUsageBits.KeyCertSign) ? "keyCertSign without cA" : null),
        new("rfc5280.key-usage.authority-signs", LintSeverity.Error, "RFC 5280 §4.2.1.3", LintScope.Authority, s => s.KeyUsage is null || s.Uses(KeyUsageBits.KeyCertSign) ? null : "cA without keyCertSign"),
        new("cabf.key-usage.authority-crl", LintSeverity.Warning, "CA/B BR §7.1.2.10.7", LintScope.Authority, s => s.KeyUsage is null || s.Uses(KeyUsageBits.CrlSign) ? null : "cA without cRLSign"),
        new("cabf.key-usage.authority-only-signs", LintSeverity.Warning, "CA/B BR §7.1.2.10.7", LintScope.Authority, s => s.Uses(~(Issuing | KeyUsageBits.DigitalSignature)) ? "an authority's key is for more than signing" : null),
    ];

    private static LintRule Within(string id, string clause, LintScope key, KeyUsageBits allowed) =>
        new(id, LintSeverity.Error, clause, key, s => s.Uses(~allowed) ? $"{s.KeyUsage & ~allowed} does not suit the key" : null);

    private static bool IsTrimmed(ReadOnlySpan<byte> bits) => bits.Length == 1 ? bits[0] == 0 : bits[0] <= 7 && ((bits[^1] >> bits[0]) & 1) == 1;
}
