using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Http;
using Ucm.Frontend.Http.Proxies;
using Ucm.Frontend.Tls;

namespace Ucm.Frontend.Tests.Http;

/// <summary>Both listeners on loopback, and one page that tells the client's address and the scheme. Clients come from any address of 127.0.0.0/8.</summary>
internal sealed class ProxiedHost : IAsyncDisposable
{
    private readonly X509Certificate2 certificate = SelfSigned();
    private readonly WebApplication app;

    public ProxiedHost(HttpOptions http, TimeProvider? clock = null)
    {
        http.Address = "127.0.0.1";
        (http.HttpPort, http.HttpsPort) = (0, 0);
        var holder = new ServerCertificateHolder();
        holder.Replace(certificate, []);
        var proxies = new ProxyProtocol(Options.Create(http), clock ?? TimeProvider.System, NullLogger<ProxyProtocol>.Instance);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => Listeners.Configure(kestrel, http, holder, proxies));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Options.Create(http));
        app = builder.Build();
        app.UseTrustedForwardedHeaders();
        app.UseRouting();
        app.UsePlainHttpGate();
        app.MapGet("/", static (HttpContext context) => $"{context.ClientAddress()} {context.Request.Scheme}").AllowPlainHttp();
        app.MapGet("/secret", static () => "secret");
    }

    public async Task<ProxiedHost> Start()
    {
        await app.StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>What comes back, headers included; empty when the connection is closed without an answer.</summary>
    /// <param name="pieces">Sent one by one before the request, in front of TLS.</param>
    public async Task<string> Ask(bool tls, string from, IEnumerable<byte[]> pieces, string request = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
    {
        using var client = await Connect(tls, from);
        try
        {
            foreach (var piece in pieces)
            {
                await client.GetStream().WriteAsync(piece, TestContext.Current.CancellationToken);
            }

            await using var stream = tls ? await Secure(client.GetStream()) : client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream);
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Closed by the server, with or without a reset.
            return string.Empty;
        }
    }

    public async Task<TcpClient> Connect(bool tls, string from)
    {
        var scheme = tls ? "https://" : "http://";
        var port = new Uri(app.Urls.Single(url => url.StartsWith(scheme, StringComparison.Ordinal))).Port;
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0)) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        certificate.Dispose();
    }

    private async Task<Stream> Secure(Stream inner)
    {
        var secure = new SslStream(inner);
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { certificate },
                },
            },
            TestContext.Current.CancellationToken);
        return secure;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }
}
