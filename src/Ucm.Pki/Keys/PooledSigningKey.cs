using System.Security.Cryptography;

namespace Ucm.Pki.Keys;

/// <summary>A private key in the platform's library: one handle that is kept to copy from, and a pool of copies that sign.</summary>
internal abstract class PooledSigningKey<T> : ISigningKey, IExportableKey
    where T : AsymmetricAlgorithm
{
    private readonly T template;
    private readonly Lock copying = new();
    private readonly HandlePool<T> handles;

    /// <summary>Takes ownership of <paramref name="key"/>.</summary>
    protected PooledSigningKey(T key, KeyAlgorithm algorithm)
    {
        Algorithm = algorithm;
        SubjectPublicKeyInfo = key.ExportSubjectPublicKeyInfo();
        template = key;
        handles = new HandlePool<T>(Copy);
    }

    public KeyAlgorithm Algorithm { get; }

    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    public abstract ReadOnlyMemory<byte> SignatureAlgorithm { get; }

    public abstract HashAlgorithmName? Digest { get; }

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var handle = handles.Rent();
        try
        {
            return Sign(handle, data);
        }
        finally
        {
            handles.Return(handle);
        }
    }

    public byte[] SignDigest(ReadOnlySpan<byte> digest)
    {
        var handle = handles.Rent();
        try
        {
            return SignDigest(handle, digest);
        }
        finally
        {
            handles.Return(handle);
        }
    }

    public byte[] ExportPkcs8()
    {
        lock (copying)
        {
            return template.ExportPkcs8PrivateKey();
        }
    }

    public void Dispose()
    {
        lock (copying)
        {
            template.Dispose();
        }

        handles.Dispose();
    }

    protected abstract byte[] Sign(T handle, ReadOnlySpan<byte> data);

    protected abstract byte[] SignDigest(T handle, ReadOnlySpan<byte> digest);

    /// <summary>A second handle of the same key; wipes what it took to make it.</summary>
    protected abstract T Copy(T key);

    private T Copy()
    {
        lock (copying)
        {
            return Copy(template);
        }
    }
}
