using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using Ucm.Reliability.Load;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Status;

/// <summary>The issuing authority's certificate as the installation serves it, proved against the root that the client was given.</summary>
internal sealed record TrustChain(X509Certificate Root, X509Certificate Issuer)
{
    /// <exception cref="InvalidKeyException">The issuer is not of this root.</exception>
    public static async Task<TrustChain> Fetch(HttpClient http, Installation installation, CancellationToken cancellationToken)
    {
        var parser = new X509CertificateParser();
        var root = parser.ReadCertificate(File.ReadAllBytes(installation.RootFile));
        var backoff = new Backoff();
        while (true)
        {
            var answer = await Answer.Of(http, new HttpRequestMessage(HttpMethod.Get, $"{installation.Http}/ca/issuing.crt"), cancellationToken);
            if (answer.Succeeded)
            {
                var issuer = parser.ReadCertificate(answer.Body);
                root.Verify(root.GetPublicKey());
                issuer.Verify(root.GetPublicKey());
                return new TrustChain(root, issuer);
            }

            await backoff.Wait(answer.RetryAfter, cancellationToken);
        }
    }
}
