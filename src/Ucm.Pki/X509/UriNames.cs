using System.Buffers;

namespace Ucm.Pki.X509;

/// <summary>Absolute URIs of uniformResourceIdentifier (RFC 5280 §4.2.1.6, RFC 3986).</summary>
internal static class UriNames
{
    private const int MaxLength = 2048;
    private static readonly SearchValues<char> UriCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%");

    /// <summary>Scheme and host in lower case, the rest as it is; or null and why not.</summary>
    public static string? Normalize(string text, out string? why)
    {
        why = "is not an absolute URI of ASCII characters";
        if (text.Length is 0 or > MaxLength || text.AsSpan().ContainsAnyExcept(UriCharacters)
            || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return null;
        }

        var colon = text.IndexOf(':');
        var rest = text[(colon + 1)..];
        if (colon < 1 || rest.Length == 0 || !text.StartsWith(uri.Scheme, StringComparison.OrdinalIgnoreCase) || uri.Scheme.Length != colon)
        {
            return null;
        }

        if (!rest.StartsWith("//", StringComparison.Ordinal))
        {
            why = null;
            return uri.Scheme + ":" + rest;
        }

        return NormalizeAuthority(uri, rest, ref why);
    }

    /// <summary>The host of a normalised URI; null when it has none.</summary>
    public static string? Host(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Host.Length > 0 ? parsed.Host : null;

    private static string? NormalizeAuthority(Uri uri, string rest, ref string? why)
    {
        var end = rest.AsSpan(2).IndexOfAny('/', '?', '#') is var found and >= 0 ? found + 2 : rest.Length;
        var authority = rest[2..end];
        var host = uri.HostNameType switch
        {
            UriHostNameType.IPv4 or UriHostNameType.IPv6 => uri.Host,
            _ => DnsNames.Normalize(uri.Host, allowWildcard: false, out _),
        };
        if (host is null)
        {
            why = "has a host that is neither a DNS name nor an address (RFC 5280 §4.2.1.6)";
            return null;
        }

        why = null;
        return $"{uri.Scheme}://{authority.ToLowerInvariantHost()}{rest[end..]}";
    }

    /// <summary>Lower-case, but for user information.</summary>
    private static string ToLowerInvariantHost(this string authority)
    {
        var at = authority.LastIndexOf('@');
        return authority[..(at + 1)] + authority[(at + 1)..].ToLowerInvariant();
    }
}
