namespace Ucm.Pki.Linting.Reading;

/// <summary>The extensions the rules know.</summary>
internal enum ExtensionKind
{
    Unknown,
    SubjectDirectoryAttributes,
    SubjectKeyIdentifier,
    KeyUsage,
    SubjectAltName,
    IssuerAltName,
    BasicConstraints,
    NameConstraints,
    CrlDistributionPoints,
    CertificatePolicies,
    PolicyMappings,
    AuthorityKeyIdentifier,
    PolicyConstraints,
    ExtendedKeyUsage,
    FreshestCrl,
    InhibitAnyPolicy,
    AuthorityInfoAccess,
    SubjectInfoAccess,
    OcspNoCheck,
    TlsFeature,
    PrecertificatePoison,
    SignedCertificateTimestamps,
}
