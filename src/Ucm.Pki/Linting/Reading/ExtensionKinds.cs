namespace Ucm.Pki.Linting.Reading;

/// <summary>Tells an extension by the content octets of its identifier.</summary>
internal static class ExtensionKinds
{
    private const int IdPe = 0x01;

    public static ExtensionKind Of(ReadOnlySpan<byte> oid)
    {
        if (oid is [0x55, 0x1D, var number])
        {
            return OfIdCe(number);
        }

        if (oid.Length == 8 && oid.StartsWith(Oids.Pkix) && oid[6] == IdPe)
        {
            return OfIdPe(oid[7]);
        }

        return oid.SequenceEqual(Oids.OcspNoCheck) ? ExtensionKind.OcspNoCheck
            : oid.SequenceEqual(Oids.PrecertificatePoison) ? ExtensionKind.PrecertificatePoison
            : oid.SequenceEqual(Oids.SignedCertificateTimestamps) ? ExtensionKind.SignedCertificateTimestamps
            : ExtensionKind.Unknown;
    }

    private static ExtensionKind OfIdCe(byte number) => number switch
    {
        9 => ExtensionKind.SubjectDirectoryAttributes,
        14 => ExtensionKind.SubjectKeyIdentifier,
        15 => ExtensionKind.KeyUsage,
        17 => ExtensionKind.SubjectAltName,
        18 => ExtensionKind.IssuerAltName,
        19 => ExtensionKind.BasicConstraints,
        30 => ExtensionKind.NameConstraints,
        31 => ExtensionKind.CrlDistributionPoints,
        32 => ExtensionKind.CertificatePolicies,
        33 => ExtensionKind.PolicyMappings,
        35 => ExtensionKind.AuthorityKeyIdentifier,
        36 => ExtensionKind.PolicyConstraints,
        37 => ExtensionKind.ExtendedKeyUsage,
        46 => ExtensionKind.FreshestCrl,
        54 => ExtensionKind.InhibitAnyPolicy,
        _ => ExtensionKind.Unknown,
    };

    private static ExtensionKind OfIdPe(byte number) => number switch
    {
        1 => ExtensionKind.AuthorityInfoAccess,
        11 => ExtensionKind.SubjectInfoAccess,
        24 => ExtensionKind.TlsFeature,
        _ => ExtensionKind.Unknown,
    };
}
