using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Ucm.Frontend.Protocols.Ocsp;

internal static class OcspHeaders
{
    public const string RequestType = "application/ocsp-request";
    public static readonly StringValues ResponseType = "application/ocsp-response";
    public static readonly StringValues NoStore = "no-store";
    public static readonly StringValues Allow = "GET, HEAD, POST";

    public static StringValues CacheFor(TimeSpan age) =>
        string.Create(CultureInfo.InvariantCulture, $"max-age={Math.Max(0, (long)age.TotalSeconds)},public,no-transform,must-revalidate");
}
