using System.Formats.Asn1;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Decodes the extensions that are known here (RFC 5280 §4.2, RFC 6960 §4.2.2.2.1).</summary>
internal static class ExtensionReader
{
    private static readonly Asn1Tag KeyIdentifier = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag Constructed0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    public static void Apply(ParsedCertificate certificate, CertificateExtension extension)
    {
        var value = extension.Value;
        switch (extension.Oid)
        {
            case Oids.SubjectKeyIdentifier:
                certificate.SubjectKeyIdentifier = ReadOctets(value);
                break;
            case Oids.AuthorityKeyIdentifier:
                certificate.AuthorityKeyIdentifier = ReadAuthorityKeyIdentifier(value);
                break;
            case Oids.BasicConstraints:
                (certificate.IsAuthority, certificate.PathLength) = ReadBasicConstraints(value);
                break;
            case Oids.KeyUsage:
                certificate.KeyUsage = ReadKeyUsage(value);
                break;
            case Oids.ExtendedKeyUsage:
                certificate.ExtendedKeyUsage = ReadOids(value);
                break;
            case Oids.CertificatePolicies:
                certificate.Policies = ReadPolicies(value);
                break;
            case Oids.SubjectAlternativeName:
                var names = SubjectAlternativeNames.Decode(value);
                certificate.Names = [.. names.Where(name => name.Kind is not null).Select(name => new GeneralName(name.Kind!.Value, name.Text))];
                certificate.OtherNames = names.Count - certificate.Names.Count;
                break;
            case Oids.NameConstraints:
                certificate.NameConstraints = NameConstraintsReader.Read(value);
                break;
            case Oids.CrlDistributionPoints:
                certificate.CrlUrls = ReadDistributionPoints(value);
                break;
            case Oids.AuthorityInformationAccess:
                (certificate.OcspUrls, certificate.CaIssuersUrls) = ReadInformationAccess(value);
                break;
            case Oids.OcspNoCheck:
                certificate.HasOcspNoCheck = true;
                break;
        }
    }

    private static ReadOnlyMemory<byte> ReadOctets(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var octets = reader.ReadPrimitiveOctets();
        reader.ThrowIfNotEmpty();
        return octets;
    }

    private static ReadOnlyMemory<byte>? ReadAuthorityKeyIdentifier(ReadOnlyMemory<byte> value)
    {
        var sequence = Decoding.Sequence(value);
        return sequence.HasData && sequence.PeekTag() == KeyIdentifier ? sequence.ReadPrimitiveOctets(KeyIdentifier) : null;
    }

    private static (bool IsAuthority, int? PathLength) ReadBasicConstraints(ReadOnlyMemory<byte> value)
    {
        var sequence = Decoding.Sequence(value);
        var isAuthority = sequence.HasData && sequence.PeekTag() == Asn1Tag.Boolean && sequence.ReadBoolean();
        int? pathLength = null;
        if (sequence.HasData)
        {
            pathLength = sequence.TryReadInt32(out var length) && length >= 0 ? length : throw new AsnContentException();
        }

        sequence.ThrowIfNotEmpty();
        return (isAuthority, pathLength);
    }

    private static KeyUsages ReadKeyUsage(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var usage = reader.ReadNamedBitListValue<KeyUsages>();
        reader.ThrowIfNotEmpty();
        return usage;
    }

    private static List<string> ReadOids(ReadOnlyMemory<byte> value)
    {
        var sequence = Decoding.Sequence(value);
        var oids = new List<string>(2);
        while (sequence.HasData)
        {
            oids.Add(sequence.ReadObjectIdentifier());
        }

        return oids.Count == 0 ? throw new AsnContentException() : oids;
    }

    private static List<string> ReadPolicies(ReadOnlyMemory<byte> value)
    {
        var sequence = Decoding.Sequence(value);
        var oids = new List<string>(2);
        while (sequence.HasData)
        {
            oids.Add(sequence.ReadSequence().ReadObjectIdentifier());
        }

        return oids.Count == 0 ? throw new AsnContentException() : oids;
    }

    private static List<string> ReadDistributionPoints(ReadOnlyMemory<byte> value)
    {
        var urls = new List<string>(1);
        var points = Decoding.Sequence(value);
        while (points.HasData)
        {
            var point = points.ReadSequence();
            if (!point.HasData || point.PeekTag() != Constructed0)
            {
                continue;
            }

            var pointName = point.ReadSequence(Constructed0);
            if (pointName.PeekTag() == Constructed0)
            {
                ReadUris(pointName.ReadSequence(Constructed0), urls);
            }
        }

        return urls;
    }

    private static void ReadUris(AsnReader names, List<string> urls)
    {
        while (names.HasData)
        {
            if (names.PeekTag() == Uri)
            {
                urls.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Uri));
            }
            else
            {
                names.ReadEncodedValue();
            }
        }
    }

    private static (List<string> Ocsp, List<string> CaIssuers) ReadInformationAccess(ReadOnlyMemory<byte> value)
    {
        List<string> ocsp = [], caIssuers = [];
        var sequence = Decoding.Sequence(value);
        while (sequence.HasData)
        {
            var description = sequence.ReadSequence();
            var method = description.ReadObjectIdentifier();
            if (description.PeekTag() != Uri)
            {
                continue;
            }

            var url = description.ReadCharacterString(UniversalTagNumber.IA5String, Uri);
            var list = method == Oids.AccessOcsp ? ocsp : method == Oids.AccessCaIssuers ? caIssuers : null;
            list?.Add(url);
        }

        return (ocsp, caIssuers);
    }
}
