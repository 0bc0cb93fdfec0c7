using System.Security.Cryptography;

namespace Ucm.Pki.X509;

/// <summary><see cref="SerialNumbers.IsTagged"/> for one key and many serials: the key's part of the work is done once on each thread. For any number of threads.</summary>
public sealed class SerialTagCheck : IDisposable
{
    private readonly ThreadLocal<IncrementalHash> macs;

    /// <param name="tagKey">Not empty.</param>
    public SerialTagCheck(ReadOnlyMemory<byte> tagKey)
    {
        var key = tagKey.ToArray();

        // Those of threads that ended are left to their finalizers.
        macs = new ThreadLocal<IncrementalHash>(() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key));
    }

    /// <param name="serial">Unsigned big-endian, without leading zero octets.</param>
    public bool Fits(ReadOnlySpan<byte> serial)
    {
        if (serial.Length != SerialNumbers.MaxOctets)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hash = macs.Value!;
        hash.AppendData(serial[..SerialNumbers.Tagged]);
        hash.GetHashAndReset(mac);
        return CryptographicOperations.FixedTimeEquals(mac[..SerialNumbers.TagOctets], serial[SerialNumbers.Tagged..]);
    }

    public void Dispose() => macs.Dispose();
}
