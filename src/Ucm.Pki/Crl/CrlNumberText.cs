using System.Globalization;
using System.Numerics;

namespace Ucm.Pki.Crl;

/// <summary>
/// CRL numbers as people have them at hand: decimal, or hexadecimal as openssl prints them (<c>0x1A</c>, <c>1A:2B</c>, <c>crlNumber=1A</c>, the file
/// <c>crlnumber</c>). Digits alone are decimal, unless <c>crlNumber=</c> stands before them: openssl prints hexadecimal there.
/// </summary>
public static class CrlNumberText
{
    private const int MaxLength = 100;
    private const string OpenSslName = "crlNumber=";
    private const string HexPrefix = "0x";

    /// <summary>False when it is no number from 0 to <see cref="CrlNumbers.Max"/>.</summary>
    public static bool TryParse(string text, out BigInteger number)
    {
        number = default;
        if (text.Length > MaxLength)
        {
            return false;
        }

        var digits = text.AsSpan().Trim();
        var isHex = TrimStart(ref digits, OpenSslName);
        isHex |= TrimStart(ref digits, HexPrefix);
        return (isHex || digits.ContainsAnyInRange('A', 'F') || digits.ContainsAnyInRange('a', 'f') || digits.Contains(':')
                ? TryParseHex(digits, out number)
                : BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            && number <= CrlNumbers.Max;
    }

    private static bool TrimStart(ref ReadOnlySpan<char> text, string prefix)
    {
        var found = text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
        text = found ? text[prefix.Length..] : text;
        return found;
    }

    /// <summary>With colons, two digits stand between them.</summary>
    private static bool TryParseHex(ReadOnlySpan<char> digits, out BigInteger number)
    {
        number = default;
        Span<char> unsigned = stackalloc char[MaxLength + 1];
        var length = 1;
        unsigned[0] = '0';
        foreach (var group in digits.Split(':'))
        {
            var octet = digits[group];
            if (octet.IsEmpty || (octet.Length != 2 && octet.Length != digits.Length))
            {
                return false;
            }

            octet.CopyTo(unsigned[length..]);
            length += octet.Length;
        }

        return BigInteger.TryParse(unsigned[..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }
}
