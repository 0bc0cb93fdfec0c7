using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>A client's TLS server that proves one address by tls-alpn-01 (RFC 8737 §3, RFC 8738 §6).</summary>
internal sealed class AlpnResponder : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly TcpListener listener;
    private readonly X509Certificate2 certificate;
    private readonly Task serving;

    public AlpnResponder(IPAddress address, int port, string keyAuthorization)
    {
        certificate = Certificate(address, keyAuthorization);
        listener = new TcpListener(address, port);
        listener.Start();
        serving = Serve();
    }

    /// <summary>What came in SNI last.</summary>
    public string? ServerName { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
        certificate.Dispose();
        end.Dispose();
    }

    private static X509Certificate2 Certificate(IPAddress address, string keyAuthorization)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=acme", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        byte[] digest = [4, 32, .. SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(keyAuthorization))];
        request.CertificateExtensions.Add(new X509Extension("1.3.6.1.5.5.7.1.31", digest, critical: true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private async Task Serve()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(end.Token);
            await using var tls = new SslStream(client.GetStream());
            try
            {
                await tls.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions
                    {
                        ApplicationProtocols = [new SslApplicationProtocol("acme-tls/1")],
                        ServerCertificateSelectionCallback = (_, name) =>
                        {
                            ServerName = name;
                            return certificate;
                        },
                    },
                    end.Token);
                await tls.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, end.Token);
            }
            catch (Exception gone) when (gone is IOException or AuthenticationException)
            {
                // The validator hung up.
            }
        }
    }
}
