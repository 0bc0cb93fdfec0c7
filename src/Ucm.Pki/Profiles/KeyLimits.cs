using Ucm.Pki.Asn1;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Profiles;

/// <summary>Which public keys a profile takes, among those that <see cref="KeyPolicy"/> lets pass.</summary>
internal static class KeyLimits
{
    public static void Check(CertificateProfile profile, PublicKeyInfo key)
    {
        if (!profile.AllowedKeys.Contains(key.Kind))
        {
            throw Refuse($"The profile {profile.Name} does not allow keys of the kind {key.Kind}; it allows {string.Join(", ", profile.AllowedKeys)}.");
        }

        if (key.Kind == PublicKeyKind.Rsa && (key.Bits < profile.RsaMinimumBits || key.Bits > profile.RsaMaximumBits))
        {
            throw Refuse($"The profile {profile.Name} allows RSA keys of {profile.RsaMinimumBits} to {profile.RsaMaximumBits} bits; this one has {key.Bits}.");
        }

        if (key.Kind == PublicKeyKind.Ec && !profile.EcCurves.Contains(key.Curve))
        {
            throw Refuse($"The profile {profile.Name} does not allow keys on {key.Curve}; it allows {string.Join(", ", profile.EcCurves)}.");
        }
    }

    private static PkiFaultException Refuse(string detail) => new(PkiFaultKind.UnsupportedKey, detail);
}
