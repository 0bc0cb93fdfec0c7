using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Security.Certificates;
using BouncyCertificate = Org.BouncyCastle.X509.X509Certificate;

namespace Ucm.Reliability.Status;

/// <summary>
/// Whether an OCSP response may be believed (RFC 6960 §3.2): a responder of the issuer's, its signature, its times. The P-256 signature is left to the platform's OpenSSL,
/// which is ten times as fast; every other one to BouncyCastle.
/// </summary>
internal sealed class ResponseVerifier(TrustChain chain)
{
    private const string EcdsaSha256 = "1.2.840.10045.4.3.2";
    private const string OcspSigning = "1.3.6.1.5.5.7.3.9";
    private readonly ConcurrentDictionary<string, Responder> responders = new();

    /// <returns>Null when it is to be believed, else why not.</returns>
    public string? Problem(BasicOcspResp response, DateTime now)
    {
        try
        {
            var responder = Find(response);
            var single = response.Responses.Single();
            return responder switch
            {
                { Problem: { } problem } => problem,
                _ when !Verifies(response, responder) => "the signature does not verify.",
                _ when single.NextUpdate is { } nextUpdate && nextUpdate < now => "nextUpdate is over.",
                _ when single.ThisUpdate > now.AddMinutes(1) => "thisUpdate lies in the future.",
                _ => null,
            };
        }
        catch (Exception fault) when (fault is GeneralSecurityException or CertificateException or OcspException or CryptographicException)
        {
            return $"the response cannot be verified ({fault.GetType().Name}).";
        }
    }

    private static bool Verifies(BasicOcspResp response, Responder responder)
    {
        if (responder.Key is null || response.SignatureAlgorithm.Algorithm.Id != EcdsaSha256)
            return response.Verify(responder.Certificate.GetPublicKey());

        lock (responder)
            return responder.Key.VerifyData(response.GetTbsResponseData(), response.GetSignature(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private Responder Find(BasicOcspResp response)
    {
        var certificate = response.GetCerts().FirstOrDefault() ?? chain.Issuer;
        return responders.GetOrAdd(Convert.ToBase64String(certificate.GetEncoded()), _ => Examine(certificate));
    }

    private Responder Examine(BouncyCertificate certificate)
    {
        if (certificate.Equals(chain.Issuer))
            return new Responder(certificate, PlatformKey(certificate), null);

        certificate.Verify(chain.Issuer.GetPublicKey());
        var delegated = certificate.GetExtendedKeyUsage()?.Any(purpose => purpose.Id == OcspSigning) ?? false;
        var problem = !delegated ? "the responder's certificate is not for OCSP." : certificate.IsValidNow ? null : "the responder's certificate is not valid now.";
        return new Responder(certificate, PlatformKey(certificate), problem);
    }

    private static ECDsa? PlatformKey(BouncyCertificate certificate)
    {
        using var platform = X509CertificateLoader.LoadCertificate(certificate.GetEncoded());
        return platform.GetECDsaPublicKey();
    }

    private sealed record Responder(BouncyCertificate Certificate, ECDsa? Key, string? Problem);
}
