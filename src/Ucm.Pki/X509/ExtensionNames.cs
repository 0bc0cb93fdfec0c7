using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>What people call the extensions of certificates and requests (RFC 5280 §4.2).</summary>
public static class ExtensionNames
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        [Oids.SubjectKeyIdentifier] = "subjectKeyIdentifier",
        [Oids.KeyUsage] = "keyUsage",
        [Oids.SubjectAlternativeName] = "subjectAltName",
        [Oids.BasicConstraints] = "basicConstraints",
        [Oids.NameConstraints] = "nameConstraints",
        [Oids.CrlDistributionPoints] = "cRLDistributionPoints",
        [Oids.FreshestCrl] = "freshestCRL",
        [Oids.CertificatePolicies] = "certificatePolicies",
        [Oids.AuthorityKeyIdentifier] = "authorityKeyIdentifier",
        [Oids.ExtendedKeyUsage] = "extKeyUsage",
        [Oids.AuthorityInformationAccess] = "authorityInfoAccess",
        [Oids.TlsFeature] = "tlsFeature",
        [Oids.OcspNoCheck] = "ocspNoCheck",
        ["1.3.6.1.4.1.311.20.2"] = "certificateTemplateName",
        ["1.3.6.1.4.1.311.21.7"] = "certificateTemplate",
        ["1.3.6.1.4.1.311.21.10"] = "applicationCertPolicies",
        ["1.2.840.113549.1.9.15"] = "smimeCapabilities",
        ["2.16.840.1.113730.1.1"] = "netscapeCertType",
        ["2.16.840.1.113730.1.13"] = "netscapeComment",
    };

    /// <summary>The name, or the dotted OID of an extension that has none here.</summary>
    public static string NameOf(string oid) => Known.GetValueOrDefault(oid, oid);

    /// <summary>Name and OID, for messages.</summary>
    public static string Describe(string oid) => Known.TryGetValue(oid, out var name) ? $"{name} ({oid})" : oid;
}
