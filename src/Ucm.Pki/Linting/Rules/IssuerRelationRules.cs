using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>The relation to the issuer's certificate (RFC 5280 §6.1).</summary>
internal static class IssuerRelationRules
{
    public static readonly LintRule[] All =
    [
        new("rfc5280.issuer.name-identical", LintSeverity.Error, "RFC 5280 §4.1.2.4, §6.1.3", LintScope.WithIssuer, s => s.IssuerName.Raw.Span.SequenceEqual(s.Issuer!.SubjectName.Raw.Span) ? null : "not byte for byte the issuer's subject"),
        new("rfc5280.issuer.key-identifier", LintSeverity.Error, "RFC 5280 §4.2.1.1", LintScope.WithIssuer, s => s.AuthorityKeyIdentifier is { } aki && s.Issuer!.SubjectKeyIdentifier is { } ski && !aki.KeyIdentifier.Span.SequenceEqual(ski.Span) ? "authorityKeyIdentifier is not the issuer's subjectKeyIdentifier" : null),
        new("rfc5280.issuer.not-after", LintSeverity.Error, "RFC 5280 §6.1.3", LintScope.WithIssuer, s => s.NotAfter.Value > s.Issuer!.NotAfter.Value ? "valid for longer than the issuer" : null),
        new("rfc5280.issuer.not-before", LintSeverity.Info, "RFC 5280 §6.1.3", LintScope.WithIssuer, s => s.NotBefore.Value < s.Issuer!.NotBefore.Value ? "valid earlier than the issuer" : null),
        new("rfc5280.issuer.authority", LintSeverity.Error, "RFC 5280 §6.1.4 k", LintScope.WithIssuer, s => s.Issuer!.IsAuthority ? null : "the issuer is no authority"),
        new("rfc5280.issuer.cert-sign", LintSeverity.Error, "RFC 5280 §6.1.4 n", LintScope.WithIssuer, s => s.Issuer!.KeyUsage is null || s.Issuer.Uses(KeyUsageBits.KeyCertSign) ? null : "the issuer's key may not sign certificates"),
        new("rfc5280.issuer.path-length", LintSeverity.Error, "RFC 5280 §4.2.1.9", LintScope.WithIssuer | LintScope.Authority | LintScope.NotSelfIssued, s => s.Issuer!.BasicConstraints is { PathLength: { } above } && (above <= 0 || s.BasicConstraints!.Value.PathLength is not { } below || below >= above) ? "the issuer's pathLenConstraint does not allow it" : null),
        new("rfc5280.issuer.algorithm", LintSeverity.Error, "RFC 5280 §4.1.1.2", LintScope.WithIssuer, s => SuitsKey(SignatureRules.Oid(s), s.Issuer!.Key) ? null : "the signature's algorithm does not suit the issuer's key"),
        new("cabf.issuer.hash", LintSeverity.Warning, "CA/B BR §7.1.3.2.2", LintScope.WithIssuer, s => s.Issuer!.Key is { IsEc: true } key && key.FieldOctets != HashOctets(SignatureRules.Oid(s)) ? "the hash is not the one for the issuer's curve" : null),
        new("cabf.issuer.purposes", LintSeverity.Warning, "CA/B BR §7.1.2.10.6", LintScope.WithIssuer | LintScope.Leaf, s => s.Issuer!.ExtendedKeyUsage is not null && !s.Issuer.IsFor(KeyPurposes.Any) && (s.Purposes & ~(s.Issuer.Purposes | KeyPurposes.OcspSigning | KeyPurposes.Other)) != 0 ? "a purpose the issuer does not have" : null),
        new("cabf.issuer.other-key", LintSeverity.Error, "RFC 5280 §3.2", LintScope.WithIssuer | LintScope.NotSelfIssued, s => s.Key.Raw.Span.SequenceEqual(s.Issuer!.Key.Raw.Span) ? "the issuer's own key" : null),
    ];

    private static bool SuitsKey(ReadOnlySpan<byte> algorithm, LintKey key) =>
        key.IsRsa ? algorithm.StartsWith(Oids.Pkcs1) : key.IsEc ? SignatureRules.IsEcdsa(algorithm) : !key.IsEd25519 || algorithm.SequenceEqual(Oids.Ed25519);

    /// <summary>As the size of the curve that goes with the hash.</summary>
    private static int HashOctets(ReadOnlySpan<byte> algorithm) => !SignatureRules.IsEcdsa(algorithm) ? 0 : algorithm[^1] switch
    {
        2 => 32,
        3 => 48,
        _ => 66,
    };
}
