using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>Signature algorithm and value.</summary>
internal static class SignatureRules
{
    public static readonly LintRule[] All =
    [
        new("rfc5280.signature-algorithm.same", LintSeverity.Error, "RFC 5280 §4.1.1.2", LintScope.Signed, s => s.OuterAlgorithm.Span.SequenceEqual(s.InnerAlgorithm.Raw.Span) ? null : "signatureAlgorithm and signature differ"),
        new("cabf.signature-algorithm.allowed", LintSeverity.Error, "CA/B BR §7.1.3.2", LintScope.All, s => IsAllowed(Oid(s)) ? null : "neither RSA nor ECDSA with SHA-2, nor Ed25519"),
        new("rfc4055.signature-algorithm.rsa-null", LintSeverity.Error, "RFC 4055 §5", LintScope.All, s => !IsPkcs1(Oid(s)) || Parameters(s) is [0x05, 0x00] ? null : "parameters of an RSA signature are not NULL"),
        new("rfc5758.signature-algorithm.no-parameters", LintSeverity.Error, "RFC 5758 §3.2, RFC 8410 §3", LintScope.All, s => (IsEcdsa(Oid(s)) || Oid(s).SequenceEqual(Oids.Ed25519)) && !Parameters(s).IsEmpty ? "parameters must be absent" : null),
        new("rfc5280.signature.whole-octets", LintSeverity.Error, "RFC 5280 §4.1.1.3", LintScope.Signed, s => s.Signature.Span is [0, _, ..] ? null : "the signature is empty or has unused bits"),
        new("rfc3279.signature.ecdsa-value", LintSeverity.Error, "RFC 3279 §2.2.3", LintScope.Signed, s => !IsEcdsa(Oid(s)) || IsEcdsaValue(s) ? null : "not a SEQUENCE of two positive integers"),
        new("rfc8410.signature.ed25519-length", LintSeverity.Error, "RFC 8032 §5.1.6", LintScope.Signed, s => Oid(s).SequenceEqual(Oids.Ed25519) && s.Signature.Length != 65 ? "an Ed25519 signature has 64 octets" : null),
    ];

    public static ReadOnlySpan<byte> Oid(LintSubject subject)
    {
        var reader = subject.InnerAlgorithm.Children;
        return reader.TryRead(0x06, out var oid) ? oid.Content.Span : default;
    }

    private static ReadOnlySpan<byte> Parameters(LintSubject subject)
    {
        var reader = subject.InnerAlgorithm.Children;
        return reader.TryRead(out _) && reader.TryRead(out var parameters) ? parameters.Raw.Span : default;
    }

    /// <summary>sha256/384/512WithRSAEncryption.</summary>
    public static bool IsPkcs1(ReadOnlySpan<byte> oid) => oid.Length == Oids.Pkcs1.Length + 1 && oid.StartsWith(Oids.Pkcs1) && oid[^1] is 11 or 12 or 13;

    /// <summary>ecdsa-with-SHA256/384/512.</summary>
    public static bool IsEcdsa(ReadOnlySpan<byte> oid) => oid.Length == Oids.EcdsaWithSha2.Length + 1 && oid.StartsWith(Oids.EcdsaWithSha2) && oid[^1] is 2 or 3 or 4;

    private static bool IsPss(ReadOnlySpan<byte> oid) => oid.Length == Oids.Pkcs1.Length + 1 && oid.StartsWith(Oids.Pkcs1) && oid[^1] == 10;

    private static bool IsAllowed(ReadOnlySpan<byte> oid) => IsPkcs1(oid) || IsPss(oid) || IsEcdsa(oid) || oid.SequenceEqual(Oids.Ed25519);

    private static bool IsEcdsaValue(LintSubject subject)
    {
        if (subject.Signature.IsEmpty || !Tlv.TryReadSingle(subject.Signature[1..], out var sequence) || sequence.Tag != 0x30)
        {
            return false;
        }

        var reader = sequence.Children;
        return reader.TryRead(0x02, out var r) && reader.TryRead(0x02, out var s) && reader.AtEnd && IsPositive(r.Content.Span) && IsPositive(s.Content.Span);
    }

    private static bool IsPositive(ReadOnlySpan<byte> content) => DerInspector.IsMinimalInteger(content) && content[0] < 0x80 && content.ContainsAnyExcept((byte)0);
}
