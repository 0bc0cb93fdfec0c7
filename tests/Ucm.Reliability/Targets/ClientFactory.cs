using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Reliability.Targets;

/// <summary>HTTP clients that trust the installation's root and nothing else, keep connections and give up on one that does not answer.</summary>
internal static class ClientFactory
{
    /// <summary>Longer than any bounded wait of the server, so that its own answer comes first.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static HttpClient Create(Installation installation)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(installation.RootFile) },
        };
        return new HttpClient(handler) { Timeout = Timeout, DefaultRequestVersion = HttpVersion.Version11 };
    }
}
