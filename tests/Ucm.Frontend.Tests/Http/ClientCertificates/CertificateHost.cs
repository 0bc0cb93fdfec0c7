using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Http;
using Ucm.Frontend.Http.ClientCertificates;
using Ucm.Frontend.Http.Proxies;
using Ucm.Frontend.Tls;

namespace Ucm.Frontend.Tests.Http.ClientCertificates;

/// <summary>
/// The three listeners on loopback, and a page that tells the common names of what the client presented and whether the header is there. 127.0.0.2 is the
/// proxy.
/// </summary>
internal sealed class CertificateHost : IAsyncDisposable
{
    public const string Proxy = "127.0.0.2";
    public const string Stranger = "127.0.0.3";
    private readonly X509Certificate2 server = SelfSigned("localhost");
    private readonly WebApplication app;
    private readonly HttpOptions http = new()
    {
        Address = "127.0.0.1",
        HttpPort = 0,
        HttpsPort = 0,
        MtlsPort = FreePort(),
        ForwardedHeaders = { From = { Proxy } },
    };

    public CertificateHost(string? header)
    {
        http.ClientCertificateHeader = header;
        var holder = new ServerCertificateHolder();
        holder.Replace(server, []);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
            Listeners.Configure(kestrel, http, holder, new ProxyProtocol(Options.Create(http), TimeProvider.System, NullLogger<ProxyProtocol>.Instance)));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Options.Create(http));
        app = builder.Build();
        app.UseForwardedCertificates();
        app.UseTrustedForwardedHeaders();
        app.MapGet("/", (HttpContext context) => $"{string.Join(' ', Names(context))}|"
            + $"{(header is not null && context.Request.Headers.ContainsKey(header) ? "header" : "")}");
    }

    public async Task<CertificateHost> Start()
    {
        await app.StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>The status and the page.</summary>
    /// <param name="own">The client's certificate with its key, and what it sends along.</param>
    public async Task<(int Status, string Text)> Ask(
        string from, bool mtls, Action<HttpRequestMessage> prepare, X509Certificate2[] own, Version? version = null)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = (context, token) => Connect(from, context.DnsEndPoint.Port, token) };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { server },
        };
        if (own.Length > 0)
        {
            handler.SslOptions.ClientCertificateContext = System.Net.Security.SslStreamCertificateContext.Create(own[0], [.. own[1..]], offline: true);
        }

        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://localhost:{(mtls ? http.MtlsPort : HttpsPort)}/")
        {
            Version = version ?? HttpVersion.Version11,
        };
        prepare(request);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        server.Dispose();
    }

    public static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }

    /// <summary>Under a root that nobody has, so that it is sent along.</summary>
    public static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = request.Create(
            new X500DistinguishedName("CN=root"),
            X509SignatureGenerator.CreateForECDsa(rootKey),
            DateTimeOffset.UtcNow.AddHours(-1),
            DateTimeOffset.UtcNow.AddHours(1),
            [1]);
        return bare.CopyWithPrivateKey(key);
    }

    public static X509Certificate2 IssuedBy(X509Certificate2 issuer, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var bare = request.Create(issuer, DateTimeOffset.UtcNow.AddMinutes(-30), DateTimeOffset.UtcNow.AddMinutes(30), [2]);
        return bare.CopyWithPrivateKey(key);
    }

    private int HttpsPort => app.Urls.Select(static url => new Uri(url)).Single(url => url.Scheme == "https" && url.Port != http.MtlsPort).Port;

    private static IEnumerable<string> Names(HttpContext context)
    {
        foreach (var der in context.ClientCertificates()?.Chain ?? [])
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der.AsSpan());
            yield return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        }
    }

    private static async ValueTask<Stream> Connect(string from, int port, CancellationToken cancellationToken)
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0)) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return client.GetStream();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
