namespace Ucm.Pki.Ocsp;

/// <summary>The hash a client names its issuer with (RFC 6960 §4.1.1 CertID.hashAlgorithm).</summary>
public enum OcspHash
{
    /// <summary>One that is not known here; no issuer can be recognised by it.</summary>
    Unknown = 0,
    Sha1 = 1,
    Sha256 = 2,
    Sha384 = 3,
    Sha512 = 4,
}
