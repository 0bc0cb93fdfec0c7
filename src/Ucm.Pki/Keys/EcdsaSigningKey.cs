using System.Security.Cryptography;

namespace Ucm.Pki.Keys;

/// <summary>ECDSA on the platform's library, DER-encoded signatures (RFC 5480).</summary>
internal sealed class EcdsaSigningKey : ISigningKey, IExportableKey
{
    private readonly ECDsa template;
    private readonly Lock copying = new();
    private readonly HandlePool<ECDsa> handles;
    private readonly HashAlgorithmName hash;

    /// <summary>Takes ownership of <paramref name="key"/>.</summary>
    public EcdsaSigningKey(ECDsa key, KeyAlgorithm algorithm)
    {
        Algorithm = algorithm;
        SubjectPublicKeyInfo = key.ExportSubjectPublicKeyInfo();
        template = key;
        handles = new HandlePool<ECDsa>(Copy);
        (hash, SignatureAlgorithm) = algorithm switch
        {
            KeyAlgorithm.EcdsaP256 => (HashAlgorithmName.SHA256, SignatureAlgorithms.EcdsaSha256),
            KeyAlgorithm.EcdsaP384 => (HashAlgorithmName.SHA384, SignatureAlgorithms.EcdsaSha384),
            _ => (HashAlgorithmName.SHA512, SignatureAlgorithms.EcdsaSha512),
        };
    }

    public KeyAlgorithm Algorithm { get; }

    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    public ReadOnlyMemory<byte> SignatureAlgorithm { get; }

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var handle = handles.Rent();
        try
        {
            return handle.SignData(data, hash, DSASignatureFormat.Rfc3279DerSequence);
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

    private ECDsa Copy()
    {
        lock (copying)
        {
            return Copy(template);
        }
    }

    private static ECDsa Copy(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: true);
        try
        {
            return ECDsa.Create(parameters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    }
}
