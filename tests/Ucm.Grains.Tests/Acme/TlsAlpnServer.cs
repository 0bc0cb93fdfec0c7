using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Grains.Tests.Acme;

/// <summary>A client's TLS server for tls-alpn-01, on 127.0.0.1 or ::1, that can be wrong in every way.</summary>
internal sealed class TlsAlpnServer : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly TcpListener listener;
    private readonly SslServerAuthenticationOptions options;
    private readonly Func<Stream, CancellationToken, Task>? instead;
    private readonly Task serving;

    /// <param name="protocol">The only one it negotiates; null for none.</param>
    /// <param name="instead">Speaks in place of TLS.</param>
    public TlsAlpnServer(
        X509Certificate2? certificate,
        string? protocol = "acme-tls/1",
        Func<Stream, CancellationToken, Task>? instead = null,
        SslProtocols versions = SslProtocols.None,
        IPAddress? address = null)
    {
        this.instead = instead;
        options = new SslServerAuthenticationOptions
        {
            ServerCertificateSelectionCallback = (_, name) =>
            {
                Names.Enqueue(name ?? "");
                return certificate!;
            },
            ApplicationProtocols = protocol is null ? null : [new SslApplicationProtocol(protocol)],
            EnabledSslProtocols = versions,
        };
        listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        listener.Start();
        serving = Serve();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What came in SNI.</summary>
    public ConcurrentQueue<string> Names { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
        end.Dispose();
    }

    /// <summary>As a client makes it (RFC 8737 §3), but for what a test changes.</summary>
    public static X509Certificate2 Certificate(Action<SubjectAlternativeNameBuilder> names, byte[]? extension, bool critical = true, string issuer = "CN=acme")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=acme", key, HashAlgorithmName.SHA256);
        var builder = new SubjectAlternativeNameBuilder();
        names(builder);
        request.CertificateExtensions.Add(builder.Build());
        if (extension is not null)
        {
            request.CertificateExtensions.Add(new X509Extension("1.3.6.1.5.5.7.1.31", extension, critical));
        }

        var generator = X509SignatureGenerator.CreateForECDsa(key);
        var now = DateTimeOffset.UtcNow;
        using var made = request.Create(new X500DistinguishedName(issuer), generator, now.AddDays(-1), now.AddDays(1), [1, 2, 3]);
        using var complete = made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(complete.Export(X509ContentType.Pfx), null);
    }

    public static byte[] OctetString(byte[] value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(value);
        return writer.Encode();
    }

    private async Task Serve()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(end.Token);
            await using var stream = client.GetStream();
            try
            {
                if (instead is not null)
                {
                    await instead(stream, end.Token);
                    continue;
                }

                await using var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(options, end.Token);

                // Until the validator hangs up.
                await tls.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, end.Token);
            }
            catch (Exception gone) when (gone is IOException or AuthenticationException or NotSupportedException or InvalidOperationException)
            {
                // The validator was not content.
            }
        }
    }
}
