using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// HTTP to strangers' servers: every connection, those of redirects too, goes only where <see cref="AddressPolicy"/> allows; IPv6 first with fall-back; no proxy, no
/// cookies, no connection kept; a few connections to one address at once.
/// </summary>
internal sealed class GuardedHttp : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);
    private static readonly HttpRequestOptionsKey<ValidationTrail> TrailKey = new("trail");
    private static readonly HttpRequestOptionsKey<CancellationToken> TokenKey = new("token");
    private readonly NameResolver resolver;
    private readonly AddressPolicy policy;
    private readonly HostConnections connections;
    private readonly HttpMessageInvoker invoker;

    public GuardedHttp(NameResolver resolver, AddressPolicy policy, HostConnections connections)
    {
        this.resolver = resolver;
        this.policy = policy;
        this.connections = connections;
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

            // The certificate of a redirect's target is what is being asked for, often enough: it proves nothing and need not.
#pragma warning disable CA5359
            SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
        });
    }

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
            throw fault.InnerException as ValidationException ?? Explain(url, fault);
        }
    }

    public void Dispose() => invoker.Dispose();

    private static ValidationException Explain(Uri url, HttpRequestException fault) => fault.HttpRequestError == HttpRequestError.SecureConnectionError
        ? new ValidationException(new(Interfaces.Outcomes.RefusalCode.Tls, $"The TLS handshake with {url.Authority} failed."))
        : ValidationException.Connection($"{url.Authority} did not answer with HTTP.");

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken connecting)
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(TrailKey, out var trail))
        {
            throw new InvalidOperationException("The request has no trail.");
        }

        // The handler goes on connecting for a while after its request was given up; here the request's end is the connection's.
        context.InitialRequestMessage.Options.TryGetValue(TokenKey, out var requested);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(connecting, requested);
        var cancellationToken = either.Token;
        var addresses = await resolver.Resolve(context.DnsEndPoint.Host, cancellationToken);
        trail.Resolved(addresses);
        var refused = 0;
        var tried = new List<string>();
        foreach (var address in addresses)
        {
            if (!policy.Allows(address))
            {
                refused++;
                continue;
            }

            trail.Used(address);
            var (stream, why) = await TryConnect(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken);
            if (stream is not null)
            {
                return stream;
            }

            tried.Add($"{address}: {why}");
        }

        throw ValidationException.Connection(refused == addresses.Length
            ? $"{context.DnsEndPoint.Host} has only addresses that are not connected to (loopback, link-local or denied by configuration)."
            : $"No connection to {context.DnsEndPoint.Host} on port {context.DnsEndPoint.Port} ({string.Join("; ", tried.Take(4))}).");
    }

    private async Task<(Stream? Stream, string Why)> TryConnect(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var place = await connections.Enter(endPoint.Address, cancellationToken);
        Socket? socket = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectTimeout);
        try
        {
            // There may be no such family on this machine.
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(endPoint, limit.Token);
            return (new CountedStream(socket, place), string.Empty);
        }
        catch (Exception fault) when (fault is SocketException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The next address may answer; the caller says so when none does.
            Close();
            return (null, fault is SocketException broken ? broken.SocketErrorCode.ToString() : $"no answer in {ConnectTimeout.TotalSeconds:0} seconds");
        }
        catch
        {
            Close();
            throw;
        }

        void Close()
        {
            socket?.Dispose();
            place.Dispose();
        }
    }
}
