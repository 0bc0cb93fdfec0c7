using System.Security.Cryptography;

namespace Ucm.Pki.Keys;

/// <summary>Opens public keys in the platform's library.</summary>
internal static class PublicKeyHandles
{
    /// <exception cref="CryptographicException">The library refuses the key, or has no such kind.</exception>
    public static AsymmetricAlgorithm Open(PublicKeyInfo key) => key.Kind switch
    {
        PublicKeyKind.Rsa => RSA.Create(new RSAParameters { Modulus = key.Modulus.ToArray(), Exponent = key.Exponent.ToArray() }),
        PublicKeyKind.Ec => OpenSslPoints.TryOpen(key) ?? Import(key),
        _ => throw new CryptographicException("The platform's library does not offer this kind of key."),
    };

    /// <summary>The way that works everywhere: the library multiplies the point by the group's order before it takes it.</summary>
    internal static ECDsa Import(PublicKeyInfo key)
    {
        var octets = (key.Bits + 7) / 8;
        return ECDsa.Create(new ECParameters
        {
            Curve = key.Bits switch { 256 => ECCurve.NamedCurves.nistP256, 384 => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 },
            Q = new ECPoint { X = key.Key.Slice(1, octets).ToArray(), Y = key.Key.Slice(1 + octets, octets).ToArray() },
        });
    }
}
