using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Frontend.Http;

/// <summary>The base URLs the world uses; by default localhost with the ports of <see cref="HttpOptions"/>.</summary>
internal sealed class PublicUrlOptions
{
    public const string Section = "Ucm:PublicUrls";

    public string? Https { get; set; }

    public string? Http { get; set; }

    /// <summary>The two base URLs, checked; <paramref name="faults"/> gets one sentence per fault.</summary>
    public PublicUrls Resolve(HttpOptions http, ICollection<string> faults) => new(
        Check(Https, Uri.UriSchemeHttps, http.HttpsPort, nameof(Https), faults),
        Check(Http, Uri.UriSchemeHttp, http.HttpPort, nameof(Http), faults));

    private static string Check(string? configured, string scheme, int port, string name, ICollection<string> faults)
    {
        var url = configured ?? $"{scheme}://localhost:{port}";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme != scheme || parsed.Query.Length > 0 || parsed.Fragment.Length > 0)
        {
            faults.Add($"{Section}:{name} must be an absolute {scheme} URL without query, not '{url}'.");
        }

        return url.TrimEnd('/');
    }
}
