using System.Formats.Asn1;
using System.Security.Cryptography;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.Keys;

/// <summary>Reads PKCS #8 without copying the private part to memory that is not wiped.</summary>
internal static class Pkcs8Reader
{
    public static ISigningKey Read(ReadOnlySpan<byte> pkcs8)
    {
        try
        {
            AsnDecoder.ReadSequence(pkcs8, AsnEncodingRules.BER, out var offset, out var length, out var consumed);
            if (consumed != pkcs8.Length)
            {
                throw new CryptographicException("Bytes follow the private key.");
            }

            var body = pkcs8.Slice(offset, length);
            AsnDecoder.ReadInteger(body, AsnEncodingRules.BER, out var read);
            body = body[read..];
            AsnDecoder.ReadSequence(body, AsnEncodingRules.BER, out offset, out length, out read);
            var algorithm = AsnDecoder.ReadObjectIdentifier(body.Slice(offset, length), AsnEncodingRules.BER, out _);
            return algorithm switch
            {
                Oids.Rsa => ReadRsa(pkcs8),
                Oids.EcPublicKey => ReadEcdsa(pkcs8),
                Oids.Ed25519 => ReadEd25519(body[read..]),
                _ => throw new CryptographicException("The private key's algorithm is not supported."),
            };
        }
        catch (AsnContentException exception)
        {
            throw new CryptographicException("Not a PKCS #8 private key.", exception);
        }
    }

    private static RsaSigningKey ReadRsa(ReadOnlySpan<byte> pkcs8)
    {
        var key = RSA.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return new RsaSigningKey(key, key.KeySize switch
            {
                2048 => KeyAlgorithm.Rsa2048,
                3072 => KeyAlgorithm.Rsa3072,
                4096 => KeyAlgorithm.Rsa4096,
                _ => throw new CryptographicException("RSA signing keys have 2048, 3072 or 4096 bits."),
            });
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static EcdsaSigningKey ReadEcdsa(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return new EcdsaSigningKey(key, key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value switch
            {
                Oids.P256 => KeyAlgorithm.EcdsaP256,
                Oids.P384 => KeyAlgorithm.EcdsaP384,
                Oids.P521 => KeyAlgorithm.EcdsaP521,
                _ => throw new CryptographicException("EC signing keys are on P-256, P-384 or P-521."),
            });
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static Ed25519SigningKey ReadEd25519(ReadOnlySpan<byte> afterAlgorithm)
    {
        if (!AsnDecoder.TryReadPrimitiveOctetString(afterAlgorithm, AsnEncodingRules.BER, out var curvePrivateKey, out _)
            || !AsnDecoder.TryReadPrimitiveOctetString(curvePrivateKey, AsnEncodingRules.BER, out var seed, out _)
            || seed.Length != 32)
        {
            throw new CryptographicException("Not an Ed25519 private key.");
        }

        return new Ed25519SigningKey(seed);
    }
}
