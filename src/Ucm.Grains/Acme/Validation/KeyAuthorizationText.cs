using System.Globalization;
using System.Text;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// Says what came in place of a key authorization, so that whoever runs the server finds the mistake. What is shown of a stranger's octets is short
/// and printable.
/// </summary>
internal static class KeyAuthorizationText
{
    private const int MaxShown = 100;

    /// <summary>A clause whose subject is the answer.</summary>
    public static string Describe(ReadOnlySpan<byte> body, string expected)
    {
        if (body.IsEmpty)
        {
            return "is empty";
        }

        var begins = $"begins with {Shown(body)}";
        return What(body, expected) is { } what ? $"{what} and {begins}" : begins;
    }

    /// <summary>In quotes; what is not printable ASCII as \\xNN.</summary>
    public static string Shown(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder("\"");
        foreach (var octet in octets[..Math.Min(octets.Length, MaxShown)])
        {
            _ = octet is >= 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\') ? text.Append((char)octet) : text.Append(CultureInfo.InvariantCulture, $"\\x{octet:x2}");
        }

        return text.Append(octets.Length > MaxShown ? "\"…" : "\"").ToString();
    }

    private static string? What(ReadOnlySpan<byte> body, string expected)
    {
        if (body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            return "has a byte order mark (save the file without it)";
        }

        if (body is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [_, 0, ..])
        {
            return "is UTF-16 (save the file as ASCII)";
        }

        var text = Encoding.ASCII.GetString(body[..Math.Min(body.Length, MaxShown * 4)]).Trim();
        var token = expected[..expected.IndexOf('.', StringComparison.Ordinal)];
        return text switch
        {
            ['<', ..] => "is a web page, such as one to sign in on or an error page",
            _ when text == token => "has the token alone, without the account's thumbprint behind it",
            _ when text.StartsWith($"{token}.", StringComparison.Ordinal) => "is for another account key",
            _ when body.Length > 1024 => "is longer than a key authorization",
            _ => null,
        };
    }
}
