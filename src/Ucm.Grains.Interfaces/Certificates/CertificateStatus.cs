namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>Where a certificate is in its life.</summary>
// Stored and sent: numbers are forever.
public enum CertificateStatus
{
    /// <summary>The serial is reserved, nothing is signed as far as anybody knows (law 1).</summary>
    Reserved = 0,

    /// <summary>Issued and not revoked; it may have expired.</summary>
    Good = 1,

    /// <summary>Revoked for ever.</summary>
    Revoked = 2,

    /// <summary>Revoked with certificateHold; the only revocation that can be lifted.</summary>
    OnHold = 3,

    /// <summary>Reserved, then given up; answered as revoked, never used again.</summary>
    Voided = 4,
}

/// <summary>CRLReason (RFC 5280 §5.3.1), with the codes of the RFC.</summary>
// Stored and sent: numbers are forever.
public enum RevocationReason
{
    Unspecified = 0,
    KeyCompromise = 1,
    CaCompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    CertificateHold = 6,
    RemoveFromCrl = 8,
    PrivilegeWithdrawn = 9,
    AaCompromise = 10,
}
