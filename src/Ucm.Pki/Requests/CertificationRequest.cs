using System.Diagnostics.CodeAnalysis;
using Ucm.Pki.Asn1;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Requests;

/// <summary>A PKCS #10 request that was read (RFC 2986). What it asks for is a wish: the profile decides.</summary>
public sealed class CertificationRequest
{
    /// <summary>Longer requests are refused unread.</summary>
    public const int MaxLength = 64 * 1024;

    internal CertificationRequest()
    {
    }

    public required ReadOnlyMemory<byte> Der { get; init; }

    /// <summary>CertificationRequestInfo as it was sent: what the signature covers.</summary>
    public required ReadOnlyMemory<byte> Info { get; init; }

    public required DistinguishedName Subject { get; init; }

    public required PublicKeyInfo PublicKey { get; init; }

    /// <summary>The requested subjectAltNames, validated and in canonical form, each once; empty when there are none.</summary>
    public IReadOnlyList<GeneralName> Names { get; init; } = [];

    /// <summary>All requested extensions, as they were sent. None is copied into a certificate.</summary>
    public IReadOnlyList<CertificateExtension> RequestedExtensions { get; init; } = [];

    /// <summary>challengePassword (RFC 2985 §5.4.1), which SCEP uses; a secret.</summary>
    public string? ChallengePassword { get; init; }

    public required ReadOnlyMemory<byte> SignatureAlgorithm { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>
    /// DER, but attribute SETs need not be sorted. Does not verify the signature: see <see cref="VerifyProofOfPossession"/>.
    /// Faults: Malformed, UnsupportedKey, WeakKey (a point off its curve), Name, UnsupportedName.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out CertificationRequest? csr, [NotNullWhen(false)] out PkiFault? fault) =>
        Decoding.TryDecode("certification request", der, CertificationRequestReader.Read, out csr, out fault);

    /// <summary>Verifies the signature over the original bytes with the request's own key (RFC 2986 §3). Fault: BadSignature.</summary>
    public PkiFault? VerifyProofOfPossession()
    {
        if (PublicKey.Verify(Info.Span, Signature.Span, SignatureAlgorithm.Span))
        {
            return null;
        }

        return new PkiFault(
            PkiFaultKind.BadSignature,
            SignatureScheme.Find(SignatureAlgorithm.Span) is null
                ? $"The request is signed with {SignatureAlgorithmNames.Describe(SignatureAlgorithm)}, which is not accepted; {SignatureAlgorithmNames.Accepted} are."
                : "The request's signature does not verify with its public key.");
    }
}
