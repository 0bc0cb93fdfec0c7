namespace Ucm.Pki.Linting.Rules;

/// <summary>subjectPublicKeyInfo: its shape. Weak keys are KeyPolicy's matter.</summary>
internal static class KeyRules
{
    private const int MinimumModulus = 2048;

    public static readonly LintRule[] All =
    [
        new("cabf.key.algorithm", LintSeverity.Error, "CA/B BR §6.1.1.3, RFC 8410 §3", LintScope.All, s => s.Key.IsRsa || s.Key.IsEc || s.Key.IsEd25519 ? null : "neither RSA, EC nor Ed25519"),
        new("rfc5280.key.whole-octets", LintSeverity.Error, "RFC 5280 §4.1.2.7", LintScope.All, s => s.Key.BitString.Span is [0, _, ..] ? null : "the key is empty or has unused bits"),
        new("rfc3279.key.rsa-null", LintSeverity.Error, "RFC 3279 §2.3.1", LintScope.Rsa, s => s.Key.Parameters.Span is [0x05, 0x00] ? null : "parameters are not NULL"),
        new("rfc3279.key.rsa-readable", LintSeverity.Error, "RFC 3279 §2.3.1", LintScope.Rsa, s => s.Key.Modulus.IsEmpty || s.Key.Exponent.IsEmpty ? "not an RSAPublicKey" : null),
        new("rfc8017.key.rsa-positive", LintSeverity.Error, "RFC 8017 §3.1", LintScope.Rsa, s => s.Key.Modulus.Span is [>= 0x80, ..] || s.Key.Exponent.Span is [>= 0x80, ..] ? "negative modulus or exponent" : null),
        new("cabf.key.rsa-size", LintSeverity.Error, "CA/B BR §6.1.5", LintScope.Rsa, s => s.Key.ModulusBits < MinimumModulus ? $"{s.Key.ModulusBits} bits" : null),
        new("cabf.key.rsa-size-multiple", LintSeverity.Error, "CA/B BR §6.1.5", LintScope.Rsa, s => s.Key.ModulusBits % 8 != 0 ? $"{s.Key.ModulusBits} bits are not whole octets" : null),
        new("cabf.key.rsa-modulus-odd", LintSeverity.Error, "CA/B BR §6.1.6", LintScope.Rsa, s => s.Key.Modulus.Span is [.., var last] && (last & 1) == 0 ? "an even modulus" : null),
        new("cabf.key.rsa-exponent", LintSeverity.Error, "CA/B BR §6.1.6", LintScope.Rsa, s => IsExponent(s.Key.Exponent.Span) ? null : "not odd, or not between 2^16+1 and 2^256-1"),
        new("rfc5480.key.ec-named-curve", LintSeverity.Error, "RFC 5480 §2.1.1, CA/B BR §6.1.5", LintScope.Ec, s => s.Key.FieldOctets == 0 ? "not named P-256, P-384 or P-521" : null),
        new("rfc5480.key.ec-point", LintSeverity.Error, "RFC 5480 §2.2", LintScope.Ec, s => s.Key.FieldOctets > 0 && !(s.Key.KeyBits.Span is [0x04, ..] && s.Key.KeyBits.Length == 1 + (2 * s.Key.FieldOctets)) ? "not an uncompressed point of the curve's size" : null),
        new("rfc8410.key.ed25519-no-parameters", LintSeverity.Error, "RFC 8410 §3", LintScope.Ed25519, s => s.Key.Parameters.IsEmpty ? null : "parameters are present"),
        new("rfc8410.key.ed25519-length", LintSeverity.Error, "RFC 8032 §5.1.5", LintScope.Ed25519, s => s.Key.KeyBits.Length == 32 ? null : "not 32 octets"),
    ];

    private static bool IsExponent(ReadOnlySpan<byte> content)
    {
        var exponent = content.TrimStart((byte)0);
        return exponent.IsEmpty || ((exponent[^1] & 1) == 1 && exponent.Length <= 32 && (exponent.Length > 3 || (exponent.Length == 3)));
    }
}
