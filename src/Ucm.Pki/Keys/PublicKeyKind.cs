namespace Ucm.Pki.Keys;

/// <summary>The kinds of public keys that certificates are issued for.</summary>
public enum PublicKeyKind
{
    Rsa,
    Ec,
    Ed25519,
}
