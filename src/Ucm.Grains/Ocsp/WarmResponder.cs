using Ucm.Pki.Keys;
using Ucm.Pki.Ocsp;
using Ucm.Pki.X509;

namespace Ucm.Grains.Ocsp;

/// <summary>
/// A responder ready to sign: key in memory, everything constant encoded. It is a delegated one, or the authority itself, whose certificate the
/// client has already. Its key is used by calls under way, so it is left to the finalizer, not disposed.
/// </summary>
internal sealed class WarmResponder(OcspIssuer issuer, ParsedCertificate certificate, ISigningKey key, ResponderView view)
{
    private readonly ReadOnlyMemory<byte> keyHash = OcspIssuer.Of(certificate).KeyHash(OcspHash.Sha1);

    /// <summary>Sent along with each answer; empty when the authority itself signs.</summary>
    private readonly ReadOnlyMemory<byte> sent = issuer.Speaks(certificate) ? default : certificate.Der;

    public OcspTerms Terms => view.Terms;

    public OcspIssuer Issuer { get; } = issuer;

    /// <summary>False when the responder is to be looked up again.</summary>
    public bool IsCurrent(DateTimeOffset now, long authorityVersion) => now < view.UseUntil && authorityVersion <= view.AuthorityVersion;

    public DateTimeOffset NotAfter => certificate.NotAfter;

    /// <summary>Whether the CertID names this responder's authority: it may not speak for others (RFC 6960 §4.2.2.2).</summary>
    public bool Speaks(ReadOnlySpan<byte> certId) => OcspCertId.TryRead(certId, out var read) && Issuer.Matches(read);

    public byte[] Sign(IReadOnlyList<OcspSingleResponse> responses, ReadOnlyMemory<byte> nonce, DateTimeOffset producedAt, bool extendedRevoke)
    {
        var toBeSigned = OcspResponseEncoder.EncodeToBeSigned(new OcspResponseContent(keyHash, producedAt, responses) { Nonce = nonce, ExtendedRevoke = extendedRevoke });
        return OcspResponseEncoder.Assemble(toBeSigned, key.SignatureAlgorithm.Span, key.Sign(toBeSigned), sent.Span);
    }
}

/// <summary>What a warm responder was made from, and until when that is good enough.</summary>
internal sealed record ResponderView(OcspTerms Terms, long AuthorityVersion, DateTimeOffset UseUntil);
