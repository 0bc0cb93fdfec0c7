using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;

namespace Ucm.Grains.Certificates;

/// <summary>Step 8: the signature over exactly the reserved bytes, checked before anybody sees it.</summary>
internal static class IssuanceSigning
{
    /// <returns>The certificate, DER.</returns>
    /// <exception cref="CryptographicException">The stored bytes are damaged, or the signature does not verify with the issuer's public key: nothing leaves.</exception>
    public static async Task<(ImmutableArray<byte> Der, Refusal? Refusal)> Sign(
        ReservedCertificate reserved,
        IssuerContext issuer,
        CertificateSigner signer,
        CancellationToken cancellationToken)
    {
        if (!SHA256.HashData(reserved.ToBeSigned.AsSpan()).AsSpan().SequenceEqual(reserved.TbsHash.AsSpan()))
        {
            throw new CryptographicException($"The reserved bytes of {reserved.Key} are not those that were linted.");
        }

        var signed = await signer(new SignCommand(reserved.ToBeSigned, SigningPurpose.Certificate), cancellationToken);
        if (!signed.Succeeded)
        {
            return ([], signed.Refusal);
        }

        var (signature, algorithm) = (signed.Value.Signature, signed.Value.Algorithm);
        if (!issuer.Verifier.Verify(reserved.ToBeSigned.AsSpan(), signature.AsSpan(), algorithm.AsSpan()))
        {
            throw new CryptographicException($"The signature of {reserved.Key} does not verify with the public key of {issuer.Id}.");
        }

        var der = CertificateAssembler.Assemble(reserved.ToBeSigned.AsSpan(), algorithm.AsSpan(), signature.AsSpan());
        return Matches(der, reserved.ToBeSigned, issuer)
            ? (ImmutableCollectionsMarshal.AsImmutableArray(der), null)
            : throw new CryptographicException($"The certificate {reserved.Key} is not what was reserved.");
    }

    /// <summary>TBS byte for byte the linted one, issued by this issuer's name and key, one algorithm inside and outside (RFC 5280 §4.1.1.2).</summary>
    private static bool Matches(byte[] der, ImmutableArray<byte> tbs, IssuerContext issuer)
    {
        var certificate = ParsedCertificate.Parse(der);
        return certificate.Tbs.Span.SequenceEqual(tbs.AsSpan())
            && certificate.TbsSignatureAlgorithm.Span.SequenceEqual(certificate.SignatureAlgorithm.Span)
            && certificate.Issuer.Equals(issuer.Info.Subject)
            && (certificate.AuthorityKeyIdentifier is not { } identifier || identifier.Span.SequenceEqual(issuer.Info.SubjectKeyIdentifier));
    }
}
