using System.Numerics;

namespace Ucm.Pki.Crl;

/// <summary>Everything in a CRL but its entries (RFC 5280 §5.1, §5.2).</summary>
/// <param name="Issuer">Distinguished name, DER.</param>
/// <param name="AuthorityKeyIdentifier">The subjectKeyIdentifier of the authority that signs this CRL.</param>
/// <param name="SignatureAlgorithm">AlgorithmIdentifier, DER.</param>
/// <param name="Number">0 to <see cref="CrlNumbers.Max"/>, grows with every CRL of the scope, full or delta (§5.2.3).</param>
public sealed record CrlHeader(
    ReadOnlyMemory<byte> Issuer,
    ReadOnlyMemory<byte> AuthorityKeyIdentifier,
    ReadOnlyMemory<byte> SignatureAlgorithm,
    DateTimeOffset ThisUpdate,
    DateTimeOffset NextUpdate,
    BigInteger Number)
{
    /// <summary>Makes it a delta to the full CRL of that number (§5.2.4).</summary>
    public BigInteger? BaseNumber { get; init; }

    /// <summary>Where the delta is to be found, in a full CRL (§5.2.6).</summary>
    public string? FreshestCrl { get; init; }

    /// <summary>The URL of a shard: written as issuingDistributionPoint, critical (§5.2.5).</summary>
    public string? DistributionPoint { get; init; }
}
