using System.Globalization;
using System.Text;

namespace Ucm.Pki.Exports;

/// <summary>Names of files that are safe on every system, made of a certificate's own text.</summary>
public static class FileNames
{
    private const int MaxLength = 80;
    private const char Instead = '_';

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(static number => (string[])[$"COM{number}", $"LPT{number}"])], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Letters and digits of any script, spaces and <c>- _ . @ +</c> as they are, <c>_</c> for everything else; no dots or spaces at its ends; at most 80 characters.
    /// Null when nothing readable is left.
    /// </summary>
    public static string? From(string? text)
    {
        var name = new StringBuilder();
        foreach (var rune in (text ?? string.Empty).Normalize().EnumerateRunes())
        {
            if (name.Length + rune.Utf16SequenceLength > MaxLength)
            {
                break;
            }

            name.Append(IsSafe(rune) ? rune.ToString() : Instead.ToString());
        }

        var trimmed = name.ToString().Trim(' ', '.');
        return trimmed.Any(char.IsLetterOrDigit) ? (Reserved.Contains(trimmed.Split('.')[0]) ? Instead + trimmed : trimmed) : null;
    }

    private static bool IsSafe(Rune rune) => rune.Value is '-' or '_' or '.' or '@' or '+' or ' '
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark;
}
