namespace Ucm.Pki.Linting.Rules;

/// <summary>Which addresses are not public (RFC 6890).</summary>
internal static class AddressShape
{
    public static bool IsReserved(ReadOnlySpan<byte> address) => address.Length switch
    {
        4 => IsReservedVersion4(address),
        16 => address[0] is 0x00 or 0xFF || (address[0] & 0xFE) == 0xFC || (address[0] == 0xFE && address[1] >= 0x80) || address is [0x20, 0x01, 0x0D, 0xB8, ..],
        _ => false,
    };

    private static bool IsReservedVersion4(ReadOnlySpan<byte> address) => address switch
    {
        [0 or 10 or 127, ..] => true,
        [172, >= 16 and <= 31, ..] => true,
        [192, 168, ..] => true,
        [169, 254, ..] => true,
        [100, >= 64 and <= 127, ..] => true,
        [192, 0, 0 or 2, _] => true,
        [198, 18 or 19, ..] => true,
        [198, 51, 100, _] => true,
        [203, 0, 113, _] => true,
        [>= 224, ..] => true,
        _ => false,
    };
}
