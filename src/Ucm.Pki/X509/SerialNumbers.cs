using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ucm.Pki.X509;

/// <summary>Makes certificate serial numbers (RFC 5280 §4.1.2.2, CA/B BR §7.1), and tells those made with a key from invented ones.</summary>
public static class SerialNumbers
{
    /// <summary>RFC 5280's limit.</summary>
    public const int MaxOctets = 20;

    internal const int TagOctets = 4;
    internal const int Tagged = MaxOctets - TagOctets;

    /// <summary>
    /// 20 octets, positive, never with a leading zero octet: four of time, so that the serials of one hour lie together in an index; twelve (96 bits) from the CSPRNG;
    /// and a tag of four over the others. Without a key the tag is random.
    /// </summary>
    public static byte[] Next(TimeProvider clock, ReadOnlySpan<byte> tagKey = default)
    {
        var serial = new byte[MaxOctets];
        RandomNumberGenerator.Fill(serial.AsSpan(sizeof(uint)));

        // Units of four seconds: thirty bits of them last for 136 years from 1970, and only the order in the index would suffer then.
        var time = (uint)(clock.GetUtcNow().ToUnixTimeSeconds() >> 2) & 0x3fff_ffff;
        BinaryPrimitives.WriteUInt32BigEndian(serial, 0x4000_0000 | time);
        if (!tagKey.IsEmpty)
        {
            WriteTag(serial.AsSpan(0, Tagged), tagKey, serial.AsSpan(Tagged));
        }

        return serial;
    }

    /// <summary>
    /// True for every serial made with this key; of numbers invented by who does not know it one in 2³² passes. False does not prove that a serial was never issued:
    /// it may have been made elsewhere or before there were tags.
    /// </summary>
    /// <param name="serial">Unsigned big-endian, without leading zero octets.</param>
    public static bool IsTagged(ReadOnlySpan<byte> serial, ReadOnlySpan<byte> tagKey)
    {
        if (serial.Length != MaxOctets || tagKey.IsEmpty)
        {
            return false;
        }

        Span<byte> tag = stackalloc byte[TagOctets];
        WriteTag(serial[..Tagged], tagKey, tag);
        return CryptographicOperations.FixedTimeEquals(tag, serial[Tagged..]);
    }

    private static void WriteTag(ReadOnlySpan<byte> data, ReadOnlySpan<byte> key, Span<byte> tag)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, data, mac);
        mac[..TagOctets].CopyTo(tag);
    }
}
