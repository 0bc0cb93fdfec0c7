using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Ucm.Pki.Keys;

/// <summary>Refuses encodings that are no point of the prime-order subgroup (RFC 8032 §5.1.3): nobody can hold their private key.</summary>
internal static class Ed25519Weakness
{
    public static PkiFault? Find(PublicKeyInfo key) => Ed25519.ValidatePublicKeyFull(key.Key.ToArray(), 0)
        ? null
        : new PkiFault(PkiFaultKind.WeakKey, "The Ed25519 key is not a valid point.");
}
