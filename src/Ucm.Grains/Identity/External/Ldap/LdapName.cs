using System.Globalization;
using System.Text;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>
/// Compares distinguished names by what they say (RFC 4514): case, spaces around separators and the way of escaping do not matter. Directories compare the
/// values of names without case (RFC 4517 §4.2.11), so this does too.
/// </summary>
internal static class LdapName
{
    /// <summary>The one spelling of the name; null when the text is not a distinguished name.</summary>
    public static string? Normalize(string text)
    {
        var relativeNames = Split(text, static character => character is ',' or ';').Select(NormalizeRelative).ToList();
        return relativeNames.Contains(null) ? null : string.Join(',', relativeNames);
    }

    private static string? NormalizeRelative(string text)
    {
        var parts = Split(text, static character => character == '+').Select(NormalizePart).Order(StringComparer.Ordinal).ToList();
        return parts.Contains(null) ? null : string.Join('+', parts);
    }

    private static string? NormalizePart(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var type = equals > 0 ? text[..equals].Trim() : string.Empty;
        if (type.Length == 0 || !type.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.'))
        {
            return null;
        }

        var value = string.Join(' ', Unescape(TrimValue(text[(equals + 1)..])).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return $"{type.ToLowerInvariant()}={LdapEscape.Name(value.Normalize(NormalizationForm.FormKC).ToLowerInvariant())}";
    }

    /// <summary>Without the spaces around the value, but with one that a backslash keeps.</summary>
    private static string TrimValue(string text)
    {
        var trimmed = text.Trim(' ');
        return trimmed.EndsWith('\\') && text.EndsWith(' ') ? trimmed + " " : trimmed;
    }

    private static IEnumerable<string> Split(string text, Func<char, bool> isSeparator)
    {
        var start = 0;
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\')
            {
                index++;
            }
            else if (isSeparator(text[index]))
            {
                yield return text[start..index];
                start = index + 1;
            }
        }

        yield return text[start..];
    }

    private static string Unescape(string text)
    {
        var octets = new List<byte>(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\'
                && index + 2 < text.Length
                && byte.TryParse(text.AsSpan(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                octets.Add(octet);
                index += 2;
                continue;
            }

            if (text[index] == '\\' && index + 1 < text.Length)
            {
                index++;
            }

            var length = char.IsHighSurrogate(text[index]) && index + 1 < text.Length ? 2 : 1;
            octets.AddRange(Encoding.UTF8.GetBytes(text.Substring(index, length)));
            index += length - 1;
        }

        return Encoding.UTF8.GetString([.. octets]);
    }
}
