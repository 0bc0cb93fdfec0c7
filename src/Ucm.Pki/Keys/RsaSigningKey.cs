using System.Security.Cryptography;

namespace Ucm.Pki.Keys;

/// <summary>RSA PKCS #1 v1.5 with SHA-256 on the platform's library (RFC 4055 §5).</summary>
internal sealed class RsaSigningKey(RSA key, KeyAlgorithm algorithm) : PooledSigningKey<RSA>(key, algorithm)
{
    public override ReadOnlyMemory<byte> SignatureAlgorithm => SignatureAlgorithms.RsaSha256;

    public override HashAlgorithmName? Digest => HashAlgorithmName.SHA256;

    protected override byte[] Sign(RSA handle, ReadOnlySpan<byte> data) => handle.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    protected override byte[] SignDigest(RSA handle, ReadOnlySpan<byte> digest) => handle.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    protected override RSA Copy(RSA key)
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
