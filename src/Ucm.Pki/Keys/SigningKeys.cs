using System.Security.Cryptography;

namespace Ucm.Pki.Keys;

/// <summary>Makes, reads and writes private keys.</summary>
public static class SigningKeys
{
    public static ISigningKey Generate(KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.Rsa2048 => new RsaSigningKey(RSA.Create(2048), algorithm),
        KeyAlgorithm.Rsa3072 => new RsaSigningKey(RSA.Create(3072), algorithm),
        KeyAlgorithm.Rsa4096 => new RsaSigningKey(RSA.Create(4096), algorithm),
        KeyAlgorithm.EcdsaP256 => new EcdsaSigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256), algorithm),
        KeyAlgorithm.EcdsaP384 => new EcdsaSigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP384), algorithm),
        KeyAlgorithm.EcdsaP521 => new EcdsaSigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP521), algorithm),
        KeyAlgorithm.Ed25519 => Ed25519SigningKey.Generate(),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>Reads an unencrypted PKCS #8 PrivateKeyInfo, DER (RFC 5958). The caller zeroes <paramref name="pkcs8"/>.</summary>
    /// <exception cref="CryptographicException">Not a private key, or of an algorithm or size that is not supported.</exception>
    public static ISigningKey Import(ReadOnlySpan<byte> pkcs8) => Pkcs8Reader.Read(pkcs8);

    /// <summary>The key as PKCS #8 PrivateKeyInfo, DER. The caller zeroes the array after use (law 6).</summary>
    /// <exception cref="NotSupportedException">The key cannot leave where it is.</exception>
    public static byte[] ExportPkcs8(ISigningKey key) =>
        key is IExportableKey exportable ? exportable.ExportPkcs8() : throw new NotSupportedException("This key cannot be exported.");
}
