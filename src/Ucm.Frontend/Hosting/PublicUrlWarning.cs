using System.Net;
using Ucm.Frontend.Http;
using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Frontend.Hosting;

/// <summary>Certificates carry the public URLs for good: a server that others reach should not write localhost into them.</summary>
internal static class PublicUrlWarning
{
    /// <summary>One sentence, or null when the URLs fit where the server listens.</summary>
    public static string? Find(HttpOptions http, PublicUrls urls)
    {
        string[] local = [.. new[] { (Key: "Https", Url: urls.Https), (Key: "Http", Url: urls.Http) }
            .Where(static one => Uri.TryCreate(one.Url, UriKind.Absolute, out var url) && url.IsLoopback)
            .Select(static one => $"{PublicUrlOptions.Section}:{one.Key} ({one.Url})")];
        return local.Length == 0 || IsLoopback(http.Address)
            ? null
            : $"This server listens beyond this machine ({HttpOptions.Section}:{nameof(HttpOptions.Address)} is '{http.Address}'), but {string.Join(" and ", local)} "
                + "can be reached from this machine only, and certificates get it as the address of OCSP, CRL and issuer; set the names that others use before you issue any.";
    }

    private static bool IsLoopback(string address) =>
        address.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(address, out var parsed) && IPAddress.IsLoopback(parsed));
}
