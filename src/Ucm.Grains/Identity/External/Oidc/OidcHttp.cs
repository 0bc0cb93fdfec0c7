using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>Fetches from one provider: bounded in time and size, without redirects and cookies, over https that ends in the roots of the settings.</summary>
internal sealed class OidcHttp : IDisposable
{
    private const int MaxAnswer = 512 * 1024;

    /// <summary>Of one request. A sign-in makes three at most, which stay below the response time-out of its calls, 30 s (IOidcSignInGrain).</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);

    private readonly HttpClient _http;
    private readonly bool _allowHttpLoopback;

    public OidcHttp(OidcOptions options)
    {
        _allowHttpLoopback = options.AllowHttpLoopback;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        if (options.RootsFile is { Length: > 0 } file)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Policy(file) };
        }

        _http = new HttpClient(handler) { Timeout = Timeout, MaxResponseContentBufferSize = MaxAnswer };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("UltimateCA", "1"));
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>Whether secrets and keys may travel over it.</summary>
    public static bool IsAllowed(Uri url, bool allowHttpLoopback) =>
        url is { UserInfo: "", Fragment: "" } && (url.Scheme == Uri.UriSchemeHttps || (allowHttpLoopback && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    /// <exception cref="OidcUnavailableException">No answer, an error, or a URL that is not allowed.</exception>
    public async Task<string> Get(string url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Check(url));
        var (status, body) = await Send(request, cancellationToken);
        return status == 200 ? body : throw new OidcUnavailableException($"{url} answers {status}.");
    }

    /// <summary>The status, 4xx included, and the body.</summary>
    /// <exception cref="OidcUnavailableException">No answer, a server's error, or a URL that is not allowed.</exception>
    public async Task<(int Status, string Body)> Post(
        string url, Dictionary<string, string> form, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Check(url)) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = authorization;
        var answer = await Send(request, cancellationToken);
        return answer.Status is 200 or (>= 400 and < 500 and not 429) ? answer : throw new OidcUnavailableException($"{url} answers {answer.Status}.");
    }

    public void Dispose() => _http.Dispose();

    private Uri Check(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && IsAllowed(uri, _allowHttpLoopback)
        ? uri
        : throw new OidcUnavailableException("The provider names an endpoint that is not an https URL.");

    private async Task<(int Status, string Body)> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new OidcUnavailableException(fault is HttpRequestException ? fault.Message : "The provider does not answer in time.");
        }
    }

    private static X509ChainPolicy Policy(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }
}
