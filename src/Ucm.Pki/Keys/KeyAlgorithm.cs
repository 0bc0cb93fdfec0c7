namespace Ucm.Pki.Keys;

/// <summary>The key pairs that UltimateCA generates and signs with.</summary>
public enum KeyAlgorithm
{
    Rsa2048,
    Rsa3072,
    Rsa4096,
    EcdsaP256,
    EcdsaP384,
    EcdsaP521,
    Ed25519,
}
