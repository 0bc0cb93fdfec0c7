using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Conformance.Tests.Hosting;

/// <summary>HTTP clients that trust one installation's root and nothing else.</summary>
internal static class Clients
{
    /// <param name="from">The client's own address of 127.0.0.0/8; null for any.</param>
    public static HttpClient Trusting(string rootFile, Uri address, IPAddress? from = null)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(rootFile) },
        };
        if (from is not null)
        {
            handler.ConnectCallback = (context, cancellationToken) => Connect(from, context.DnsEndPoint.Port, cancellationToken);
        }

        return new HttpClient(handler) { BaseAddress = address, DefaultRequestVersion = HttpVersion.Version11 };
    }

    private static async ValueTask<Stream> Connect(IPAddress from, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
