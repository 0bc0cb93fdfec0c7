using System.Security.Cryptography;
using System.Text;

namespace Ucm.Grains.Signing;

/// <summary>
/// The stored form of a secret: AES-256-GCM under a data key of its own, the data key under the master key. Both bind the record's id and purpose, so that an
/// envelope moved to another record does not open.
/// </summary>
// Stored: the layout of version 1 is forever: version(1) nonce(12) data key(32) tag(16) nonce(12) ciphertext(n) tag(16).
internal static class KeyEnvelope
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int DataKeySize = 32;
    private const int WrappedSize = NonceSize + DataKeySize + TagSize;
    private const int Overhead = 1 + WrappedSize + NonceSize + TagSize;

    public static byte[] Seal(MasterKey masterKey, EnvelopeName name, ReadOnlySpan<byte> secret)
    {
        var envelope = new byte[Overhead + secret.Length];
        var binding = name.ToBinding();
        Span<byte> dataKey = stackalloc byte[DataKeySize];
        try
        {
            RandomNumberGenerator.Fill(dataKey);
            envelope[0] = Version;
            Encrypt(masterKey.Bytes, dataKey, envelope.AsSpan(1, WrappedSize), binding);
            Encrypt(dataKey, secret, envelope.AsSpan(1 + WrappedSize), binding);
            return envelope;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>The secret in a pinned buffer that the caller zeroes.</summary>
    /// <exception cref="CryptographicException">Another master key, another record, another version, or damage.</exception>
    public static byte[] Open(MasterKey masterKey, EnvelopeName name, ReadOnlySpan<byte> envelope)
    {
        if (envelope.Length < Overhead || envelope[0] != Version)
        {
            throw new CryptographicException("The key envelope has an unknown form.");
        }

        var binding = name.ToBinding();
        var secret = GC.AllocateUninitializedArray<byte>(envelope.Length - Overhead, pinned: true);
        Span<byte> dataKey = stackalloc byte[DataKeySize];
        try
        {
            Decrypt(masterKey.Bytes, envelope.Slice(1, WrappedSize), dataKey, binding);
            Decrypt(dataKey, envelope[(1 + WrappedSize)..], secret, binding);
            return secret;
        }
        catch
        {
            CryptographicOperations.ZeroMemory(secret);
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private static void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, Span<byte> box, ReadOnlySpan<byte> binding)
    {
        using var aes = new AesGcm(key, TagSize);
        var nonce = box[..NonceSize];
        RandomNumberGenerator.Fill(nonce);
        aes.Encrypt(nonce, plain, box[NonceSize..^TagSize], box[^TagSize..], binding);
    }

    private static void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, Span<byte> plain, ReadOnlySpan<byte> binding)
    {
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(box[..NonceSize], box[NonceSize..^TagSize], box[^TagSize..], plain, binding);
    }
}

/// <summary>What an envelope is bound to.</summary>
internal readonly record struct EnvelopeName(string Id, string Purpose)
{
    // A zero octet occurs in neither part, so no two names give one binding.
    public byte[] ToBinding() => Encoding.UTF8.GetBytes($"ucm-key-envelope-1\0{Purpose}\0{Id}");
}
