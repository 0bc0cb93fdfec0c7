using System.Buffers;
using System.Formats.Asn1;
using Ucm.Pki.Asn1;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>Encodes the extensions of a certificate (RFC 5280 §4.2). All of them come from profile, issuer and validated names.</summary>
internal static class ExtensionWriter
{
    private static readonly SearchValues<char> UrlCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%");

    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Constructed0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>RFC 8410 §5, RFC 5480 §3, RFC 3279 §2.3.1: only RSA enciphers keys, only EC agrees on them.</summary>
    public static KeyUsages UsageOf(CertificateProfile profile, PublicKeyKind kind) => profile.KeyUsage | kind switch
    {
        PublicKeyKind.Rsa => profile.RsaKeyUsage,
        PublicKeyKind.Ec => profile.EcKeyUsage,
        _ => KeyUsages.None,
    };

    public static void Write(AsnWriter writer, Composition composition, DistinguishedName subject, IReadOnlyList<GeneralName> names)
    {
        var profile = composition.Profile;
        WriteAuthorityKeyIdentifier(writer, composition.Issuer.SubjectKeyIdentifier);
        if (profile.IncludeSubjectKeyIdentifier)
        {
            using var value = Open(writer, Oids.SubjectKeyIdentifier, critical: false);
            writer.WriteOctetString(composition.SubjectKeyIdentifier);
        }

        WriteBasicConstraints(writer, profile);
        WriteKeyUsage(writer, profile, composition.SubjectKey.Kind);
        WriteOids(writer, Oids.ExtendedKeyUsage, profile.ExtendedKeyUsageCritical, profile.ExtendedKeyUsage);
        WritePolicies(writer, profile.Policies);
        if (names.Count > 0)
        {
            ExtensionList.Write(writer, Oids.SubjectAlternativeName, critical: subject.IsEmpty, SubjectAlternativeNames.Encode(names));
        }

        if (profile is { IsAuthority: true, NameConstraints: { } constraints })
        {
            ExtensionList.Write(writer, Oids.NameConstraints, critical: true, constraints.Encode());
        }

        if (!profile.IsSelfIssued)
        {
            var urls = profile.Urls.Over(composition.Urls);
            WriteCrlUrls(writer, Oids.CrlDistributionPoints, All(urls.Crl, urls.FurtherCrl));
            WriteCrlUrls(writer, Oids.FreshestCrl, All(urls.FreshestCrl, []));
            WriteInformationAccess(writer, profile.OcspNoCheck ? [] : All(urls.Ocsp, urls.FurtherOcsp), All(urls.CaIssuers, urls.FurtherCaIssuers));
        }

        if (profile.MustStaple)
        {
            ExtensionList.Write(writer, Oids.TlsFeature, critical: false, StatusRequest);
        }

        if (profile.OcspNoCheck)
        {
            ExtensionList.Write(writer, Oids.OcspNoCheck, critical: false, [0x05, 0x00]);
        }
    }

    // Features ::= SEQUENCE OF INTEGER; 5 is status_request (RFC 7633 §4.1, RFC 6066 §8).
    private static ReadOnlySpan<byte> StatusRequest => [0x30, 0x03, 0x02, 0x01, 0x05];

    private static IReadOnlyList<string> All(string? first, IReadOnlyList<string> further) => first is null ? [] : [first, .. further];

    private static Extension Open(AsnWriter writer, string oid, bool critical) => new(writer, oid, critical);

    private static void WriteAuthorityKeyIdentifier(AsnWriter writer, byte[] issuerKeyIdentifier)
    {
        using var value = Open(writer, Oids.AuthorityKeyIdentifier, critical: false);
        using (writer.PushSequence())
        {
            writer.WriteOctetString(issuerKeyIdentifier, Context0);
        }
    }

    private static void WriteBasicConstraints(AsnWriter writer, CertificateProfile profile)
    {
        using var value = Open(writer, Oids.BasicConstraints, critical: true);
        using (writer.PushSequence())
        {
            if (!profile.IsAuthority)
            {
                return;
            }

            writer.WriteBoolean(true);
            if (profile.PathLength is { } length)
            {
                writer.WriteInteger(length);
            }
        }
    }

    private static void WriteKeyUsage(AsnWriter writer, CertificateProfile profile, PublicKeyKind kind)
    {
        using var value = Open(writer, Oids.KeyUsage, critical: true);
        writer.WriteNamedBitList(UsageOf(profile, kind));
    }

    private static void WriteOids(AsnWriter writer, string extension, bool critical, IReadOnlyList<string> oids)
    {
        if (oids.Count == 0)
        {
            return;
        }

        using var value = Open(writer, extension, critical);
        using var sequence = writer.PushSequence();
        foreach (var oid in oids)
        {
            writer.WriteObjectIdentifier(oid);
        }
    }

    private static void WritePolicies(AsnWriter writer, IReadOnlyList<CertificatePolicy> policies)
    {
        if (policies.Count == 0)
        {
            return;
        }

        using var value = Open(writer, Oids.CertificatePolicies, critical: false);
        using var sequence = writer.PushSequence();
        foreach (var policy in policies)
        {
            using var information = writer.PushSequence();
            writer.WriteObjectIdentifier(policy.Oid);
            if (policy.PracticeStatement is { } url)
            {
                using var qualifiers = writer.PushSequence();
                using var qualifier = writer.PushSequence();
                writer.WriteObjectIdentifier(Oids.PolicyQualifierCps);
                writer.WriteCharacterString(UniversalTagNumber.IA5String, url);
            }
        }
    }

    private static void WriteCrlUrls(AsnWriter writer, string extension, IReadOnlyList<string> urls)
    {
        if (urls.Count == 0)
        {
            return;
        }

        using var value = Open(writer, extension, critical: false);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence(Constructed0))
        using (writer.PushSequence(Constructed0))
        {
            foreach (var url in urls)
            {
                WriteUrl(writer, url);
            }
        }
    }

    private static void WriteInformationAccess(AsnWriter writer, IReadOnlyList<string> ocsp, IReadOnlyList<string> caIssuers)
    {
        if (ocsp.Count + caIssuers.Count == 0)
        {
            return;
        }

        using var value = Open(writer, Oids.AuthorityInformationAccess, critical: false);
        using var sequence = writer.PushSequence();
        WriteAccess(writer, Oids.AccessOcsp, ocsp);
        WriteAccess(writer, Oids.AccessCaIssuers, caIssuers);
    }

    private static void WriteAccess(AsnWriter writer, string method, IReadOnlyList<string> urls)
    {
        foreach (var url in urls)
        {
            using var description = writer.PushSequence();
            writer.WriteObjectIdentifier(method);
            WriteUrl(writer, url);
        }
    }

    private static void WriteUrl(AsnWriter writer, string url)
    {
        if (!url.StartsWith("http://", StringComparison.Ordinal) || url.Length == 7 || url.AsSpan().ContainsAnyExcept(UrlCharacters))
        {
            throw new PkiFaultException(PkiFaultKind.Policy, "URLs of CRLs, OCSP responders and issuers must be plain http.");
        }

        writer.WriteCharacterString(UniversalTagNumber.IA5String, url, UriTag);
    }

    /// <summary>SEQUENCE { extnID, critical, OCTET STRING { … } }, closed on Dispose.</summary>
    private readonly struct Extension : IDisposable
    {
        private readonly AsnWriter.Scope sequence;
        private readonly AsnWriter.Scope value;

        public Extension(AsnWriter writer, string oid, bool critical)
        {
            sequence = writer.PushSequence();
            writer.WriteObjectIdentifier(oid);
            if (critical)
            {
                writer.WriteBoolean(true);
            }

            value = writer.PushOctetString();
        }

        public void Dispose()
        {
            value.Dispose();
            sequence.Dispose();
        }
    }
}
