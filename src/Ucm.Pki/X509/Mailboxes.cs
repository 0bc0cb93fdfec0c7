using System.Buffers;

namespace Ucm.Pki.X509;

/// <summary>Mailboxes of rfc822Name (RFC 5280 §4.2.1.6, RFC 5321 §4.1.2): a dot-string at a domain, ASCII only.</summary>
internal static class Mailboxes
{
    private static readonly SearchValues<char> AtomText =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.");

    /// <summary>The local part as it is and the domain in lower-case A-labels, or null and why not.</summary>
    public static string? Normalize(string text, out string? why)
    {
        var at = text.LastIndexOf('@');
        if (at is < 1 or > 64 || text.Length > 254)
        {
            why = "is not a mailbox";
            return null;
        }

        var local = text.AsSpan(0, at);
        if (local.ContainsAnyExcept(AtomText) || local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
        {
            why = "has a local part that is not a dot-string of ASCII characters";
            return null;
        }

        return DnsNames.Normalize(text[(at + 1)..], allowWildcard: false, out why) is { } domain ? $"{local}@{domain}" : null;
    }
}
