using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// HTTP to strangers' servers: every connection, those of redirects too, by the <see cref="GuardedConnector"/>; no proxy, no cookies, no connection
/// kept.
/// </summary>
internal sealed class GuardedHttp : IDisposable
{
    private static readonly HttpRequestOptionsKey<ValidationTrail> TrailKey = new("trail");
    private static readonly HttpRequestOptionsKey<CancellationToken> TokenKey = new("token");
    private readonly GuardedConnector connector;
    private readonly HttpMessageInvoker invoker;

    public GuardedHttp(GuardedConnector connector)
    {
        this.connector = connector;
        invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = Connect,
            SslOptions =
            {
                // The certificate of a redirect's target is what is being asked for, often enough: it proves nothing and need not.
#pragma warning disable CA5359
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
                CertificateChainPolicy = WithoutDownloads(),
            },
        });
    }

    /// <summary>For certificates of strangers: the URLs of issuers that they name are not fetched.</summary>
    public static X509ChainPolicy WithoutDownloads() => new()
    {
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
        TrustMode = X509ChainTrustMode.CustomRootTrust,
    };

    public async Task<HttpResponseMessage> Get(Uri url, ValidationTrail trail, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Options.Set(TrailKey, trail);
        request.Options.Set(TokenKey, cancellationToken);
        request.Headers.ConnectionClose = true;
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("UltimateCA", "1"));
        request.Headers.Accept.ParseAdd("*/*");
        trail.Ask(url);
        try
        {
            return await invoker.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            throw fault.InnerException as ValidationException ?? Explain(trail.Last, fault);
        }
    }

    public void Dispose() => invoker.Dispose();

    private static ValidationException Explain(string asked, HttpRequestException fault) => fault.HttpRequestError == HttpRequestError.SecureConnectionError
        ? ValidationException.Tls($"The TLS handshake for {asked} failed ({TlsFaults.Describe(fault.InnerException ?? fault)}).")
        : ValidationException.Connection($"{asked} did not answer with HTTP.");

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken connecting)
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(TrailKey, out var trail))
        {
            throw new InvalidOperationException("The request has no trail.");
        }

        // The handler goes on connecting for a while after its request was given up; here the request's end is the connection's.
        context.InitialRequestMessage.Options.TryGetValue(TokenKey, out var requested);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(connecting, requested);
        return await connector.Connect(context.DnsEndPoint.Host, context.DnsEndPoint.Port, trail, either.Token);
    }
}
