using System.Security.Cryptography;

namespace Ucm.Pki.Keys;

/// <summary>ECDSA on the platform's library, DER-encoded signatures (RFC 5480).</summary>
internal sealed class EcdsaSigningKey(ECDsa key, KeyAlgorithm algorithm) : PooledSigningKey<ECDsa>(key, algorithm)
{
    private readonly HashAlgorithmName hash = algorithm switch
    {
        KeyAlgorithm.EcdsaP256 => HashAlgorithmName.SHA256,
        KeyAlgorithm.EcdsaP384 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    public override HashAlgorithmName? Digest => hash;

    public override ReadOnlyMemory<byte> SignatureAlgorithm { get; } = algorithm switch
    {
        KeyAlgorithm.EcdsaP256 => SignatureAlgorithms.EcdsaSha256,
        KeyAlgorithm.EcdsaP384 => SignatureAlgorithms.EcdsaSha384,
        _ => SignatureAlgorithms.EcdsaSha512,
    };

    protected override byte[] Sign(ECDsa handle, ReadOnlySpan<byte> data) => handle.SignData(data, hash, DSASignatureFormat.Rfc3279DerSequence);

    protected override byte[] SignDigest(ECDsa handle, ReadOnlySpan<byte> digest) => handle.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence);

    protected override ECDsa Copy(ECDsa key)
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
