using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ucm.Pki.X509;

/// <summary>Makes certificate serial numbers (RFC 5280 §4.1.2.2, CA/B BR §7.1).</summary>
public static class SerialNumbers
{
    /// <summary>RFC 5280's limit.</summary>
    public const int MaxOctets = 20;

    /// <summary>
    /// 20 octets, positive, never with a leading zero octet: eight of time, so that the serials of one hour lie together in an index, and twelve (96 bits) from the CSPRNG.
    /// </summary>
    public static byte[] Next(TimeProvider clock)
    {
        var serial = new byte[MaxOctets];
        // Ticks of this era begin with 0x08 and stay positive until the year 9999.
        BinaryPrimitives.WriteInt64BigEndian(serial, clock.GetUtcNow().UtcTicks);
        RandomNumberGenerator.Fill(serial.AsSpan(sizeof(long)));
        return serial;
    }
}
