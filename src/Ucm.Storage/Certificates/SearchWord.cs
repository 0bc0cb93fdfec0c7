using System.Net;
using System.Text.RegularExpressions;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Storage.Certificates;

/// <summary>
/// One word of a text that is searched for: what stands in the column <c>search</c>, and for a name with its kind also in the column <c>names</c>.
/// </summary>
/// <param name="Text">LIKE pattern over <c>search</c>.</param>
/// <param name="Other">Another pattern over <c>search</c> that does as well: a serial number without its colons.</param>
/// <param name="Names">LIKE pattern over <c>lower(names)</c> that holds too.</param>
internal sealed partial record SearchWord(string Text, string? Other = null, string? Names = null)
{
    private const int HexLength = 2 * SerialNumber.MaxOctets;

    public static IEnumerable<SearchWord> Parse(string? text) =>
        (text ?? string.Empty).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Read);

    /// <summary>A whole name of that kind.</summary>
    public static SearchWord Whole(SubjectName name) =>
        new($"%\n{Escape(NameText.Fold(name.Value))}\n%", null, $"%{Escape(NameText.Fold(NameText.EncodeOne(name)))}%");

    /// <summary>Part of the subject or of a name; the last line, which is the serial, is out.</summary>
    public static SearchWord InNames(string text) => new($"%{Escape(NameText.Fold(text))}%\n%");

    /// <summary>The end of the subject or of a name.</summary>
    public static SearchWord EndOfName(string text) => new($"%{Escape(NameText.Fold(text))}\n%");

    private static SearchWord Read(string word)
    {
        if (NameText.TryReadKind(word, out var kind, out var value) && value.Length > 0)
        {
            return OfKind(kind, value);
        }

        var digits = SerialNumber.Digits(word);
        var isPrinted = Printed().IsMatch(word) || (word.Length > digits.Length && !word.Contains('-', StringComparison.Ordinal) && Hex().IsMatch(digits));
        var isPadded = digits.StartsWith("00", StringComparison.Ordinal) && Hex().IsMatch(digits);
        return new SearchWord(Contains(word), isPrinted || isPadded ? Contains(WithoutZeroOctets(digits)) : null);
    }

    private static SearchWord OfKind(SubjectNameKind kind, string value)
    {
        if (kind == SubjectNameKind.Ip && IsWhole(value) && IPAddress.TryParse(value, out var address))
        {
            return Whole(new SubjectName(kind, address.ToString()));
        }

        var start = NameText.EncodeOne(new SubjectName(kind, value))[..^2];
        return new SearchWord($"%\n{Escape(NameText.Fold(value))}%", null, $"%{Escape(NameText.Fold(start))}%");
    }

    /// <summary>The parser takes <c>10.0</c> for an address too.</summary>
    private static bool IsWhole(string address) => address.Contains(':', StringComparison.Ordinal) || address.Count(static character => character == '.') == 3;

    private static string WithoutZeroOctets(string digits)
    {
        var bare = digits.AsSpan();
        while (bare.Length > 2 && bare.StartsWith("00", StringComparison.Ordinal))
        {
            bare = bare[2..];
        }

        return bare[..Math.Min(bare.Length, HexLength + 1)].ToString();
    }

    private static string Contains(string word) => $"%{Escape(NameText.Fold(word))}%";

    // Escaping has one character that no fold changes and no dialect gives a meaning of its own.
    private static string Escape(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    [GeneratedRegex("^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2})+:?$", RegexOptions.CultureInvariant)]
    private static partial Regex Printed();

    [GeneratedRegex("^[0-9a-f]{2,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Hex();
}
