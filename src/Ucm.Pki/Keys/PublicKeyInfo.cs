using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.Keys;

/// <summary>A SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) that was parsed strictly: known kind, right parameters, DER, and for EC a point on its curve.</summary>
public sealed class PublicKeyInfo
{
    private byte[]? hash;

    internal PublicKeyInfo(ReadOnlyMemory<byte> der, PublicKeyKind kind, int bits, string? curve, ReadOnlyMemory<byte> key)
    {
        Der = der;
        Kind = kind;
        Bits = bits;
        Curve = curve;
        Key = key;
    }

    /// <summary>The whole SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    public PublicKeyKind Kind { get; }

    /// <summary>The modulus' length for RSA, the field's for EC, 256 for Ed25519.</summary>
    public int Bits { get; }

    /// <summary><c>P-256</c>, <c>P-384</c> or <c>P-521</c>; null for other kinds.</summary>
    public string? Curve { get; }

    /// <summary>Contents of the BIT STRING: RSAPublicKey, the uncompressed point, or the 32 octets of RFC 8032.</summary>
    public ReadOnlyMemory<byte> Key { get; }

    /// <summary>RSA modulus, unsigned big-endian; empty for other kinds.</summary>
    internal ReadOnlyMemory<byte> Modulus { get; init; }

    /// <summary>RSA exponent, unsigned big-endian; empty for other kinds.</summary>
    internal ReadOnlyMemory<byte> Exponent { get; init; }

    /// <summary>Faults: Malformed, UnsupportedKey, WeakKey (a point that is not on the curve).</summary>
    public static bool TryParse(ReadOnlyMemory<byte> spki, [NotNullWhen(true)] out PublicKeyInfo? key, [NotNullWhen(false)] out PkiFault? fault) =>
        Decoding.TryDecode("public key", spki, PublicKeyReader.Read, out key, out fault);

    /// <summary>For keys of our own making.</summary>
    /// <exception cref="CryptographicException">Not a supported key.</exception>
    public static PublicKeyInfo Parse(ReadOnlyMemory<byte> spki) =>
        TryParse(spki, out var key, out var fault) ? key : throw new CryptographicException(fault.Detail);

    /// <summary>SHA-256 over <see cref="Der"/>; the caller must not change the array.</summary>
    public byte[] Sha256() => hash ??= SHA256.HashData(Der.Span);

    /// <summary>One verification; for many with one key keep an <see cref="OpenVerifier"/>.</summary>
    /// <returns>False when the signature is wrong, the algorithm does not fit the key, or is not accepted (SHA-1 and MD5 are not).</returns>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> algorithmIdentifierDer)
    {
        using var verifier = OpenVerifier();
        return verifier.Verify(data, signature, algorithmIdentifierDer);
    }

    /// <summary>Native handles for verifying often, from any thread.</summary>
    public SignatureVerifier OpenVerifier() => new(this);
}
