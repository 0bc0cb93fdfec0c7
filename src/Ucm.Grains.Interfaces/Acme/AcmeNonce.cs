using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>The octets of a nonce: pool (1), counter (7), HMAC-SHA-256 over both, cut to 16. 24 octets, 32 characters of base64url.</summary>
public static class AcmeNonce
{
    /// <summary>Few, so that a stranger who names pools can wake no more grains than these.</summary>
    public const int Pools = 64;

    public const int Length = HeadLength + MacLength;

    private const int HeadLength = 8;
    private const int MacLength = 16;

    public static byte[] Create(int pool, long counter, ReadOnlySpan<byte> key)
    {
        var nonce = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(nonce, counter);
        nonce[0] = (byte)pool;
        Mac(nonce, key, nonce.AsSpan(HeadLength));
        return nonce;
    }

    /// <summary>Null when it names no pool.</summary>
    public static int? Pool(ReadOnlySpan<byte> nonce) => nonce.Length == Length && nonce[0] < Pools ? nonce[0] : null;

    /// <summary>The counter of a genuine nonce of the pool; null for any other.</summary>
    public static long? Counter(ImmutableArray<byte> nonce, int pool, ReadOnlySpan<byte> key)
    {
        Span<byte> mac = stackalloc byte[MacLength];
        if (Pool(nonce.AsSpan()) != pool)
        {
            return null;
        }

        Mac(nonce.AsSpan(), key, mac);
        return CryptographicOperations.FixedTimeEquals(mac, nonce.AsSpan()[HeadLength..])
            ? BinaryPrimitives.ReadInt64BigEndian(nonce.AsSpan()) & 0x00ff_ffff_ffff_ffff
            : null;
    }

    private static void Mac(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, nonce[..HeadLength], full);
        full[..MacLength].CopyTo(mac);
    }
}
