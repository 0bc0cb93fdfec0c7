using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Conformance.Tests.Hosting;

/// <summary>HTTP clients that trust one installation's root and nothing else.</summary>
internal static class Clients
{
    public static HttpClient Trusting(string rootFile, Uri address)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(rootFile) },
        };
        return new HttpClient(handler) { BaseAddress = address, DefaultRequestVersion = HttpVersion.Version11 };
    }
}
