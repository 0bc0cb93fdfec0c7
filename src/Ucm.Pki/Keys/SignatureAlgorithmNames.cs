using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Ucm.Pki.Keys;

/// <summary>
/// Signature algorithms by name: which AlgorithmIdentifier a key's signatures carry, without the key at hand, and what an AlgorithmIdentifier is
/// called.
/// </summary>
public static class SignatureAlgorithmNames
{
    /// <summary>The algorithms of signatures that are accepted here, as a list in a sentence.</summary>
    public const string Accepted = "SHA-256, SHA-384 and SHA-512 with RSA (PKCS #1 v1.5 or PSS) or ECDSA, and Ed25519";

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

    /// <summary>The usual name of the algorithm in an AlgorithmIdentifier, or its object identifier; for messages.</summary>
    public static string Describe(ReadOnlyMemory<byte> algorithmIdentifier)
    {
        try
        {
            var oid = new AsnReader(algorithmIdentifier, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier();
            return oid switch
            {
                "1.2.840.113549.1.1.2" => "md2WithRSAEncryption",
                "1.2.840.113549.1.1.4" => "md5WithRSAEncryption",
                "1.2.840.113549.1.1.5" or "1.3.14.3.2.29" => "sha1WithRSAEncryption",
                "1.2.840.113549.1.1.14" => "sha224WithRSAEncryption",
                "1.2.840.113549.1.1.10" => "RSASSA-PSS with a hash or parameters that are not usual (SHA-1 is the default of its parameters)",
                "1.2.840.10045.4.1" => "ecdsa-with-SHA1",
                "1.2.840.10045.4.3.1" => "ecdsa-with-SHA224",
                "1.2.840.10040.4.3" => "dsa-with-SHA1",
                "2.16.840.1.101.3.4.3.2" => "dsa-with-SHA256",
                "1.3.101.113" => "Ed448",
                _ => $"the algorithm {oid}",
            };
        }
        catch (AsnContentException)
        {
            return "an algorithm that cannot be read";
        }
    }
}
