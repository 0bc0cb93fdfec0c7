namespace Ucm.Pki.Jose;

/// <summary>What is wrong with a JWS or JWK that a stranger sent.</summary>
public enum JoseFaultKind
{
    /// <summary>The bytes are not the structure they should be.</summary>
    Malformed,

    /// <summary>The signature algorithm is not on the list, or does not fit the key.</summary>
    Algorithm,

    /// <summary>The key is of a kind, curve or size that is not accepted.</summary>
    PublicKey,
}
