using Org.BouncyCastle.Math;

namespace Ucm.Reliability.Status;

/// <summary>Serial numbers as text: lower-case hex of the octets, without leading zero octets.</summary>
internal static class Serials
{
    public static string ToHex(BigInteger serial) => Convert.ToHexStringLower(serial.ToByteArrayUnsigned());

    public static string ToHex(ReadOnlySpan<byte> octets) => Convert.ToHexStringLower(octets.TrimStart((byte)0));
}
