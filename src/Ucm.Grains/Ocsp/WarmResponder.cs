using Ucm.Pki.Keys;
using Ucm.Pki.Ocsp;
using Ucm.Pki.X509;

namespace Ucm.Grains.Ocsp;

/// <summary>A responder ready to sign: key in memory, everything constant encoded. Its key is used by calls under way, so it is left to the finalizer, not disposed.</summary>
internal sealed class WarmResponder(OcspIssuer issuer, ParsedCertificate certificate, ISigningKey key, DateTimeOffset useUntil)
{
    private readonly ReadOnlyMemory<byte> keyHash = OcspIssuer.Of(certificate).KeyHash(OcspHash.Sha1);

    /// <summary>After this the responder is looked up again.</summary>
    public DateTimeOffset UseUntil { get; } = useUntil;

    public OcspIssuer Issuer { get; } = issuer;

    public DateTimeOffset NotAfter => certificate.NotAfter;

    public byte[] Sign(IReadOnlyList<OcspSingleResponse> responses, ReadOnlyMemory<byte> nonce, DateTimeOffset producedAt)
    {
        var toBeSigned = OcspResponseEncoder.EncodeToBeSigned(new OcspResponseContent(keyHash, producedAt, responses) { Nonce = nonce });
        return OcspResponseEncoder.Assemble(toBeSigned, key.SignatureAlgorithm.Span, key.Sign(toBeSigned), certificate.Der.Span);
    }
}
