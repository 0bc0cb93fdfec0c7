using System.Security.Cryptography;

namespace Ucm.Pki.Keys;

/// <summary>RSA PKCS #1 v1.5 with SHA-256 on the platform's library (RFC 4055 §5).</summary>
internal sealed class RsaSigningKey : ISigningKey, IExportableKey
{
    private readonly RSA template;
    private readonly Lock copying = new();
    private readonly HandlePool<RSA> handles;

    /// <summary>Takes ownership of <paramref name="key"/>.</summary>
    public RsaSigningKey(RSA key, KeyAlgorithm algorithm)
    {
        Algorithm = algorithm;
        SubjectPublicKeyInfo = key.ExportSubjectPublicKeyInfo();
        template = key;
        handles = new HandlePool<RSA>(Copy);
    }

    public KeyAlgorithm Algorithm { get; }

    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    public ReadOnlyMemory<byte> SignatureAlgorithm => SignatureAlgorithms.RsaSha256;

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var handle = handles.Rent();
        try
        {
            return handle.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
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

    private RSA Copy()
    {
        lock (copying)
        {
            return Copy(template);
        }
    }

    private static RSA Copy(RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: true);
        try
        {
            return RSA.Create(parameters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
            CryptographicOperations.ZeroMemory(parameters.P);
            CryptographicOperations.ZeroMemory(parameters.Q);
            CryptographicOperations.ZeroMemory(parameters.DP);
            CryptographicOperations.ZeroMemory(parameters.DQ);
            CryptographicOperations.ZeroMemory(parameters.InverseQ);
        }
    }
}
