using System.Security.Cryptography;

namespace Ucm.Grains.Signing;

/// <summary>The 256-bit key that wraps every data key. Lives in one pinned buffer (never moved, so never copied by the collector), zeroed on disposal.</summary>
public sealed class MasterKey : IDisposable
{
    private readonly byte[] key = GC.AllocateUninitializedArray<byte>(Size, pinned: true);

    internal MasterKey(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        bytes.CopyTo(key);
    }

    /// <summary>Octets of the key.</summary>
    internal const int Size = 32;

    internal ReadOnlySpan<byte> Bytes => key;

    /// <summary>Fills <paramref name="derived"/> with a key for one purpose (HKDF-SHA256, RFC 5869); none of them tells anything of another or of the master key.</summary>
    internal void Derive(ReadOnlySpan<byte> purpose, Span<byte> derived) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived, salt: default, purpose);

    public void Dispose() => CryptographicOperations.ZeroMemory(key);
}
