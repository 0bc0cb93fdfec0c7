using System.Security.Cryptography;

namespace Ucm.Pki.Keys;

/// <summary>Which AlgorithmIdentifier a key's signatures carry, without the key at hand.</summary>
public static class SignatureAlgorithmNames
{
    /// <summary>DER, the same as <see cref="ISigningKey.SignatureAlgorithm"/> of a key of this algorithm.</summary>
    public static ReadOnlyMemory<byte> SignatureAlgorithm(this KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.EcdsaP256 => SignatureAlgorithms.EcdsaSha256,
        KeyAlgorithm.EcdsaP384 => SignatureAlgorithms.EcdsaSha384,
        KeyAlgorithm.EcdsaP521 => SignatureAlgorithms.EcdsaSha512,
        KeyAlgorithm.Ed25519 => SignatureAlgorithms.Ed25519,
        _ => SignatureAlgorithms.RsaSha256,
    };

    /// <summary>The hash of those signatures; null for Ed25519, which has none that could be made apart from the signature.</summary>
    public static HashAlgorithmName? Digest(this KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.EcdsaP384 => HashAlgorithmName.SHA384,
        KeyAlgorithm.EcdsaP521 => HashAlgorithmName.SHA512,
        KeyAlgorithm.Ed25519 => null,
        _ => HashAlgorithmName.SHA256,
    };
}
