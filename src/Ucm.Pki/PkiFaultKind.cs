namespace Ucm.Pki;

/// <summary>What is wrong with what a stranger sent or asked for.</summary>
public enum PkiFaultKind
{
    /// <summary>The bytes are not the structure they should be.</summary>
    Malformed,

    /// <summary>A signature does not verify, or is made with an algorithm that is not accepted.</summary>
    BadSignature,

    /// <summary>The public key is too small or has a known weakness.</summary>
    WeakKey,

    /// <summary>The public key is on the blocked list.</summary>
    BlockedKey,

    /// <summary>The public key is of a kind, curve or encoding that is not supported.</summary>
    UnsupportedKey,

    /// <summary>A subject or alternative name may not be in a certificate.</summary>
    Name,

    /// <summary>A name is of a kind that is not issued for.</summary>
    UnsupportedName,

    /// <summary>The profile or the issuer does not allow it.</summary>
    Policy,

    /// <summary>The request asks for something, other than a name or key, that the profile does not give.</summary>
    Request,
}
