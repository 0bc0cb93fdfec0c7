using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Authorities;

/// <summary>What a certificate from elsewhere must be, so that an authority here can work under it (RFC 5280 §4.2.1.3, §4.2.1.9).</summary>
public static class AuthorityCertificateRules
{
    /// <summary>What is honoured here in an authority's own certificate; another critical extension would be a restriction that nobody keeps.</summary>
    private static readonly HashSet<string> Honoured =
    [
        Oids.BasicConstraints, Oids.KeyUsage, Oids.NameConstraints, Oids.CertificatePolicies, Oids.SubjectAlternativeName, Oids.SubjectKeyIdentifier, Oids.AuthorityKeyIdentifier,
    ];

    /// <summary>Null when it may be an authority. Faults: Policy.</summary>
    public static PkiFault? Check(ParsedCertificate certificate, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return CheckShape(certificate) ?? CheckTime(certificate, now) ?? CheckExtensions(certificate);
    }

    /// <summary>Positive, and at most 20 octets (RFC 5280 §4.1.2.2).</summary>
    public static bool HasGoodSerial(ParsedCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var serial = certificate.SerialNumber.Span;
        return serial[0] < 0x80 && serial.TrimStart((byte)0).Length is > 0 and <= SerialNumbers.MaxOctets;
    }

    /// <summary>Null when it is valid at that time.</summary>
    internal static PkiFault? CheckTime(ParsedCertificate certificate, DateTimeOffset now) => certificate switch
    {
        _ when certificate.NotAfter <= now => Refuse($"The certificate of {certificate.Subject} has expired."),
        _ when certificate.NotBefore > now => Refuse($"The certificate of {certificate.Subject} is not valid yet."),
        _ => null,
    };

    private static PkiFault? CheckShape(ParsedCertificate certificate)
    {
        if (certificate.Version != 3)
        {
            return Refuse($"The authority's certificate must be of version 3; it is of version {certificate.Version}.");
        }

        if (certificate.Subject.IsEmpty)
        {
            return Refuse("The authority's certificate has no subject (RFC 5280 §4.1.2.6).");
        }

        return HasGoodSerial(certificate) || IsRootOfSerialZero(certificate) ? null : Refuse($"The authority's certificate must have a positive serial number of at most {SerialNumbers.MaxOctets} octets.");
    }

    private static PkiFault? CheckExtensions(ParsedCertificate certificate)
    {
        if (!certificate.IsAuthority || certificate.FindExtension(Oids.BasicConstraints) is not { Critical: true })
        {
            return Refuse("The certificate is not an authority's: basicConstraints must be critical and say cA.");
        }

        return CheckUsage(certificate) ?? CheckCritical(certificate);
    }

    /// <summary>Without the extension the key may be used for everything (RFC 5280 §6.1.4 n).</summary>
    private static PkiFault? CheckUsage(ParsedCertificate certificate)
    {
        var (signs, revokes) = certificate.KeyUsage is { } usage ? (usage.HasFlag(KeyUsages.KeyCertSign), usage.HasFlag(KeyUsages.CrlSign)) : (true, true);
        return (signs, revokes) switch
        {
            (true, true) => null,
            (false, true) => Lacks("keyCertSign", "no relying party would accept what it issues"),
            (true, false) => Lacks("cRLSign", "no relying party would accept its CRLs"),
            _ => Lacks("keyCertSign and cRLSign", "no relying party would accept what it issues, or its CRLs"),
        };
    }

    private static PkiFault Lacks(string usages, string why) => Refuse(
        $"The authority's certificate must have the key usages keyCertSign and cRLSign, or no keyUsage at all; it lacks {usages}, so that {why}. "
        + "Have it certified again for the same key with keyUsage=keyCertSign,cRLSign, and import that certificate: what was issued before stays valid under it.");

    private static PkiFault? CheckCritical(ParsedCertificate certificate) =>
        certificate.Extensions.FirstOrDefault(static extension => extension.Critical && !Honoured.Contains(extension.Oid)) is { } unknown
            ? Refuse($"The authority's certificate has the critical extension {unknown.Oid}, which is not honoured here.")
            : null;

    /// <summary>Some tools number their roots 0. A root's number is never looked up, so that nothing depends on it.</summary>
    private static bool IsRootOfSerialZero(ParsedCertificate certificate) =>
        certificate.Subject.Matches(certificate.Issuer) && certificate.SerialNumber.Span.SequenceEqual([(byte)0]);

    private static PkiFault Refuse(string detail) => new(PkiFaultKind.Policy, detail);
}
