using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ucm.Pki.X509;

/// <summary>DNS names as they may stand in a certificate (RFC 5280 §4.2.1.6, RFC 1034 §3.5, RFC 5890, CA/B BR §7.1.4.2).</summary>
internal static class DnsNames
{
    private const int MaxLength = 253;
    private const int MaxLabel = 63;
    private static readonly SearchValues<char> LetterDigitHyphen = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> LetterDigitHyphenUnderscore = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>Lower-case A-labels, or null and why not.</summary>
    public static string? Normalize(string text, bool allowWildcard, out string? why, bool underscores = false)
    {
        if (text.Length is 0 or > 1024)
        {
            return Fail("is empty or too long", out why);
        }

        var wildcard = text.StartsWith("*.", StringComparison.Ordinal);
        if (wildcard && !allowWildcard)
        {
            return Fail("must not be a wildcard", out why);
        }

        var host = ToAscii(wildcard ? text[2..] : text);
        if (host is null)
        {
            return Fail("is not a valid internationalised name", out why);
        }

        why = CheckHost(host, wildcard, underscores);
        return why is null ? (wildcard ? "*." + host : host) : null;
    }

    /// <summary>One label in lower case; null when it is none.</summary>
    public static string? NormalizeLabel(string text) => CheckLabel(text.ToLowerInvariant()) is null ? text.ToLowerInvariant() : null;

    private static string? Fail(string reason, out string? why)
    {
        why = reason;
        return null;
    }

    private static string? ToAscii(string host)
    {
        if (Ascii.IsValid(host))
        {
            return host.ToLowerInvariant();
        }

        try
        {
            return Idn.GetAscii(host).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // That is how IdnMapping says that a name has no A-label form.
            return null;
        }
    }

    private static string? CheckHost(string host, bool wildcard, bool underscores)
    {
        if (host.Length + (wildcard ? 2 : 0) > MaxLength)
        {
            return $"is longer than {MaxLength} characters";
        }

        var labels = 0;
        var last = ReadOnlySpan<char>.Empty;
        foreach (var range in host.AsSpan().Split('.'))
        {
            last = host.AsSpan(range);
            labels++;
            if (CheckLabel(last, underscores) is { } why)
            {
                return why;
            }
        }

        if (!last.ContainsAnyExceptInRange('0', '9'))
        {
            return "ends with a number, as addresses do";
        }

        return wildcard && labels < 2 ? "is a wildcard directly under a top-level name, which clients refuse" : null;
    }

    private static string? CheckLabel(ReadOnlySpan<char> label, bool underscores = false)
    {
        if (label.Length is 0 or > MaxLabel)
        {
            return $"has a label that is empty or longer than {MaxLabel} characters";
        }

        if (label.ContainsAnyExcept(underscores ? LetterDigitHyphenUnderscore : LetterDigitHyphen))
        {
            return label.Contains('*') ? "has a wildcard that is not the whole leftmost label" : "has characters other than letters, digits and hyphens";
        }

        if (label[0] == '-' || label[^1] == '-')
        {
            return "has a label that begins or ends with a hyphen";
        }

        return label.Length >= 4 && label[2] == '-' && label[3] == '-' && !IsALabel(label) ? "has a reserved label that is not a valid A-label" : null;
    }

    private static bool IsALabel(ReadOnlySpan<char> label)
    {
        if (!label.StartsWith("xn--"))
        {
            return false;
        }

        try
        {
            var text = label.ToString();
            var unicode = Idn.GetUnicode(text);
            return unicode != text && string.Equals(Idn.GetAscii(unicode), text, StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
