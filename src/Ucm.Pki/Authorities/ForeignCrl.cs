using System.Diagnostics.CodeAnalysis;
using Ucm.Pki.Asn1;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Authorities;

/// <summary>A CRL that another product published (RFC 5280 §5.1), read for what it lists. Whole in memory: <see cref="MaxLength"/> bounds it.</summary>
public sealed class ForeignCrl
{
    /// <summary>Octets of a CRL that is read.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    internal ForeignCrl()
    {
    }

    public required ReadOnlyMemory<byte> Tbs { get; init; }

    /// <summary>AlgorithmIdentifier, DER.</summary>
    public required ReadOnlyMemory<byte> SignatureAlgorithm { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    public required DistinguishedName Issuer { get; init; }

    /// <summary>It lists changes only, so that what it does not list may be revoked all the same (§5.2.4).</summary>
    public required bool IsDelta { get; init; }

    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>Null when the list does not say when the next one comes (RFC 5280 §5.1.2.5 demands it).</summary>
    public required DateTimeOffset? NextUpdate { get; init; }

    /// <summary>It has a critical extension, such as issuingDistributionPoint (§5.2.5): it may speak of some of the issuer's certificates only.</summary>
    public required bool HasCriticalExtension { get; init; }

    /// <summary>In its order.</summary>
    public required IReadOnlyList<ForeignCrlEntry> Entries { get; init; }

    /// <summary>Faults: Malformed.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out ForeignCrl? crl, [NotNullWhen(false)] out PkiFault? fault) =>
        Decoding.TryDecode("CRL", der, ForeignCrlReader.Read, out crl, out fault);

    /// <summary>Null when this authority signed it. Names are compared by value (RFC 5280 §7.1). Faults: Policy, BadSignature.</summary>
    public PkiFault? CheckIssuer(ParsedCertificate authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        if (!authority.Subject.Matches(Issuer))
        {
            return new PkiFault(PkiFaultKind.Policy, $"The CRL is of another authority, {Issuer}.");
        }

        if (SignatureScheme.Find(SignatureAlgorithm.Span) is null)
        {
            return new PkiFault(
                PkiFaultKind.BadSignature,
                $"The CRL is signed with {SignatureAlgorithmNames.Describe(SignatureAlgorithm)}, which is not accepted; {SignatureAlgorithmNames.Accepted} are. "
                + "Sign it again with SHA-256, or give its serial numbers as a list.");
        }

        return PublicKeyInfo.TryParse(authority.SubjectPublicKeyInfo, out var key, out _) && key.Verify(Tbs.Span, Signature.Span, SignatureAlgorithm.Span)
            ? null
            : new PkiFault(PkiFaultKind.BadSignature, "The CRL's signature does not verify with the authority's key: it was changed, or is of an earlier key.");
    }
}

/// <summary>One entry of revokedCertificates (RFC 5280 §5.1.2.6, §5.3).</summary>
/// <param name="SerialNumber">Contents of the INTEGER, big-endian two's complement.</param>
/// <param name="Reason">CRLReason; 0 when there is none.</param>
/// <param name="OfAnotherIssuer">Of an indirect CRL (§5.3.3): the certificate is not of the authority that signed the list.</param>
public sealed record ForeignCrlEntry(ReadOnlyMemory<byte> SerialNumber, DateTimeOffset RevokedAt, int Reason, DateTimeOffset? InvalidityDate, bool OfAnotherIssuer);
