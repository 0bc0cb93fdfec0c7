using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using BigInteger = Org.BouncyCastle.Math.BigInteger;

namespace Ucm.Pki.Keys;

/// <summary>RSA-PSS with a salt that is not as long as the hash (openssl's <c>rsa_pss_saltlen:max</c>), which the platform's library does not verify.</summary>
internal static class PssVerification
{
    public static bool Verify(PublicKeyInfo key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, SignatureScheme scheme)
    {
        if (scheme.HashLength + scheme.SaltLength + 2 > (key.Bits + 6) / 8)
        {
            return false;
        }

        try
        {
            var publicKey = new RsaKeyParameters(isPrivate: false, new BigInteger(1, key.Modulus.ToArray()), new BigInteger(1, key.Exponent.ToArray()));
            var signer = new PssSigner(new RsaEngine(), Digest(scheme.Hash), scheme.SaltLength);
            signer.Init(forSigning: false, publicKey);
            signer.BlockUpdate(data);
            return signer.VerifySignature(signature.ToArray());
        }
        catch (Exception exception) when (exception is ArgumentException or CryptoException)
        {
            // The library refuses a modulus with small factors, or a signature longer than it, before it looks at the signature.
            return false;
        }
    }

    private static IDigest Digest(HashAlgorithmName hash) =>
        hash == HashAlgorithmName.SHA256 ? new Sha256Digest() : hash == HashAlgorithmName.SHA384 ? new Sha384Digest() : new Sha512Digest();
}
