using System.Formats.Asn1;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Decodes Certificate (RFC 5280 §4.1).</summary>
internal static class CertificateReader
{
    private const int MaxLength = 256 * 1024;
    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, isConstructed: true);

    public static ParsedCertificate Read(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MaxLength)
        {
            throw new PkiFaultException(PkiFaultKind.Malformed, $"The certificate is longer than {MaxLength} octets.");
        }

        var certificate = Decoding.Sequence(der);
        var tbs = certificate.PeekEncodedValue();
        var body = certificate.ReadSequence();
        var signatureAlgorithm = ReadAlgorithm(certificate);
        var signature = certificate.ReadOctetAlignedBitString();
        certificate.ThrowIfNotEmpty();

        var version = ReadVersion(body);
        var serial = body.ReadIntegerBytes();
        var tbsAlgorithm = ReadAlgorithm(body);
        var issuer = DistinguishedNameReader.Read(body.ReadEncodedValue());
        var validity = body.ReadSequence();
        var notBefore = ReadTime(validity);
        var notAfter = ReadTime(validity);
        validity.ThrowIfNotEmpty();
        var parsed = new ParsedCertificate
        {
            Der = der,
            Tbs = tbs,
            SignatureAlgorithm = signatureAlgorithm,
            TbsSignatureAlgorithm = tbsAlgorithm,
            Signature = signature,
            Version = version,
            SerialNumber = serial,
            Issuer = issuer,
            NotBefore = notBefore,
            NotAfter = notAfter,
            Subject = DistinguishedNameReader.Read(body.ReadEncodedValue()),
            SubjectPublicKeyInfo = ReadPublicKey(body),
            Extensions = ReadExtensions(body, version),
        };
        foreach (var extension in parsed.Extensions)
        {
            ExtensionReader.Apply(parsed, extension);
        }

        return parsed;
    }

    private static ReadOnlyMemory<byte> ReadAlgorithm(AsnReader reader)
    {
        var encoded = reader.PeekEncodedValue();
        reader.ReadSequence().ReadObjectIdentifier();
        return encoded;
    }

    private static int ReadVersion(AsnReader body)
    {
        if (body.PeekTag() != VersionTag)
        {
            return 1;
        }

        var explicitVersion = body.ReadSequence(VersionTag);
        var known = explicitVersion.TryReadInt32(out var version) && version is 1 or 2;
        explicitVersion.ThrowIfNotEmpty();
        return known ? version + 1 : throw new AsnContentException("Not a certificate version.");
    }

    private static DateTimeOffset ReadTime(AsnReader validity) => validity.PeekTag() == Asn1Tag.UtcTime
        ? validity.ReadUtcTime(twoDigitYearMax: 2049)
        : validity.ReadGeneralizedTime();

    private static ReadOnlyMemory<byte> ReadPublicKey(AsnReader body)
    {
        var encoded = body.PeekEncodedValue();
        var info = body.ReadSequence();
        info.ReadSequence().ReadObjectIdentifier();
        info.ReadOctetAlignedBitString();
        info.ThrowIfNotEmpty();
        return encoded;
    }

    private static List<CertificateExtension> ReadExtensions(AsnReader body, int version)
    {
        // issuerUniqueID [1] and subjectUniqueID [2] have not been used for decades.
        while (body.HasData && body.PeekTag() is { TagClass: TagClass.ContextSpecific, TagValue: 1 or 2 } && version > 1)
        {
            body.ReadEncodedValue();
        }

        if (!body.HasData)
        {
            return [];
        }

        var wrapper = body.ReadSequence(ExtensionsTag);
        var extensions = ExtensionList.Read(wrapper.ReadSequence());
        wrapper.ThrowIfNotEmpty();
        body.ThrowIfNotEmpty();
        return version == 3 && extensions.Count > 0 ? extensions : throw new AsnContentException("Extensions need version 3.");
    }
}
