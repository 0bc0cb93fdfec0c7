using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>A certificate's serial number: 1..20 octets, big-endian, positive (RFC 5280 §4.1.2.2), as canonical lower-case hex without leading zero octets.</summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.serial-number")]
public readonly record struct SerialNumber
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private SerialNumber(string hex) => Hex = hex;

    public const int MaxOctets = 20;

    [Id(0)]
    public string Hex { get; init; }

    /// <summary>From the content octets of a DER INTEGER or any unsigned big-endian number; leading zero octets are dropped.</summary>
    /// <exception cref="FormatException">Empty, zero or longer than 20 octets.</exception>
    public static SerialNumber FromBytes(ReadOnlySpan<byte> bigEndian)
    {
        var octets = bigEndian.TrimStart((byte)0);
        return octets.Length is 0 or > MaxOctets
            ? throw new FormatException("A serial number has 1 to 20 octets and is positive.")
            : new SerialNumber(Convert.ToHexStringLower(octets));
    }

    public static SerialNumber Parse(string hex) => TryParse(hex, out var serial) ? serial : throw new FormatException("Not a serial number in hex.");

    /// <summary>Accepts upper or lower case, an odd number of digits and leading zeros.</summary>
    public static bool TryParse([NotNullWhen(true)] string? hex, out SerialNumber serial)
    {
        serial = default;
        if (hex is null || hex.Length is 0 or > 64)
        {
            return false;
        }

        var digits = hex.AsSpan().TrimStart('0');
        if (digits.Length is 0 or > 2 * MaxOctets || digits.ContainsAnyExcept(HexDigits))
        {
            return false;
        }

        var lower = digits.ToString().ToLowerInvariant();
        serial = new SerialNumber(lower.Length % 2 == 0 ? lower : "0" + lower);
        return true;
    }

    /// <summary>
    /// As programs print it: as <see cref="TryParse"/>, and with colons, spaces or hyphens between the octets, <c>0x</c> or <c>serial=</c> before
    /// them.
    /// </summary>
    public static bool TryParsePrinted([NotNullWhen(true)] string? text, out SerialNumber serial) => TryParse(text is null ? null : Digits(text), out serial);

    /// <summary>What a printed serial number is without its decoration; not necessarily hex.</summary>
    public static string Digits(string printed)
    {
        ArgumentNullException.ThrowIfNull(printed);
        var bare = printed.Trim();
        foreach (var prefix in (ReadOnlySpan<string>)["serial=", "serial:", "0x"])
        {
            bare = bare.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? bare[prefix.Length..] : bare;
        }

        return string.Concat(bare.Where(static character => character is not (':' or ' ' or '-'))).ToLowerInvariant();
    }

    /// <summary>Unsigned big-endian octets, 1..20, without a leading zero.</summary>
    public byte[] ToBytes() => Convert.FromHexString(Hex);

    public override string ToString() => Hex;
}
