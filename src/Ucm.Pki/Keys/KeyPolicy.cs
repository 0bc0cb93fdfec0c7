namespace Ucm.Pki.Keys;

/// <summary>Which public keys may be certified (CA/B BR §6.1.5, §6.1.6, §6.1.1.3). Points off their curve do not even parse.</summary>
/// <param name="BlockedKeys">SHA-256 of the SubjectPublicKeyInfo of keys known to be compromised, lower-case hex.</param>
public sealed record KeyPolicy(int MinimumRsaBits, int MaximumRsaBits, IReadOnlySet<string> BlockedKeys)
{
    /// <summary>RSA of 2048 to 8192 bits, P-256, P-384, P-521, Ed25519; nothing blocked.</summary>
    public static KeyPolicy Default { get; } = new(2048, 8192, new HashSet<string>());

    /// <summary>Null when the key is acceptable. Faults: BlockedKey, WeakKey.</summary>
    public PkiFault? Check(PublicKeyInfo key)
    {
        if (BlockedKeys.Count > 0 && BlockedKeys.Contains(Convert.ToHexStringLower(key.Sha256())))
        {
            return new PkiFault(PkiFaultKind.BlockedKey, "The public key is known to be compromised.");
        }

        return key.Kind switch
        {
            PublicKeyKind.Rsa => CheckRsaSize(key) ?? RsaWeakness.Find(key),
            PublicKeyKind.Ed25519 => Ed25519Weakness.Find(key),
            _ => null,
        };
    }

    private PkiFault? CheckRsaSize(PublicKeyInfo key) => key.Bits < MinimumRsaBits || key.Bits > MaximumRsaBits || key.Bits % 8 != 0
        ? new PkiFault(PkiFaultKind.WeakKey, $"RSA keys must have {MinimumRsaBits} to {MaximumRsaBits} bits, a multiple of 8; this one has {key.Bits}.")
        : null;
}
