using System.Formats.Asn1;
using System.Net;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>GeneralNames in DER (RFC 5280 §4.2.1.6).</summary>
internal static class SubjectAlternativeNames
{
    private static readonly Asn1Tag OtherName = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Rfc822Name = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag IpAddress = new(TagClass.ContextSpecific, 7);
    private static readonly Asn1Tag Value = new(TagClass.ContextSpecific, 0, isConstructed: true);

    public static byte[] Encode(IReadOnlyList<GeneralName> names)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, 64 * (names.Count + 1));
        using (writer.PushSequence())
        {
            foreach (var name in names)
            {
                Write(writer, name);
            }
        }

        return writer.Encode();
    }

    /// <summary>What is there as text, not validated; kinds that are not issued come with kind null and their tag number.</summary>
    public static List<(GeneralNameKind? Kind, string Text)> Decode(ReadOnlyMemory<byte> der)
    {
        var names = new List<(GeneralNameKind?, string)>();
        var sequence = Decoding.Sequence(der);
        while (sequence.HasData)
        {
            names.Add(Read(sequence));
        }

        return names.Count == 0 ? throw new AsnContentException("GeneralNames must not be empty.") : names;
    }

    private static void Write(AsnWriter writer, GeneralName name)
    {
        switch (name.Kind)
        {
            case GeneralNameKind.Dns:
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name.Value, DnsName);
                break;
            case GeneralNameKind.Email:
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name.Value, Rfc822Name);
                break;
            case GeneralNameKind.Uri:
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name.Value, UriName);
                break;
            case GeneralNameKind.Ip:
                writer.WriteOctetString(GeneralNames.Address(name).GetAddressBytes(), IpAddress);
                break;
            default:
                WriteUpn(writer, name.Value);
                break;
        }
    }

    private static void WriteUpn(AsnWriter writer, string value)
    {
        using (writer.PushSequence(OtherName))
        {
            writer.WriteObjectIdentifier(Oids.UserPrincipalName);
            using (writer.PushSequence(Value))
            {
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
            }
        }
    }

    private static (GeneralNameKind? Kind, string Text) Read(AsnReader reader)
    {
        var tag = reader.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific || tag.TagValue > 8)
        {
            throw new AsnContentException();
        }

        switch (tag.TagValue)
        {
            case 0:
                return ReadOtherName(reader.ReadSequence(OtherName));
            case 1:
                return (GeneralNameKind.Email, reader.ReadCharacterString(UniversalTagNumber.IA5String, Rfc822Name));
            case 2:
                return (GeneralNameKind.Dns, reader.ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
            case 6:
                return (GeneralNameKind.Uri, reader.ReadCharacterString(UniversalTagNumber.IA5String, UriName));
            case 7:
                var octets = reader.ReadPrimitiveOctets(IpAddress);
                return octets.Length is 4 or 16 ? (GeneralNameKind.Ip, new IPAddress(octets.Span).ToString()) : throw new AsnContentException();
            default:
                reader.ReadEncodedValue();
                return (null, $"[{tag.TagValue}]");
        }
    }

    private static (GeneralNameKind? Kind, string Text) ReadOtherName(AsnReader other)
    {
        var oid = other.ReadObjectIdentifier();
        var value = other.ReadSequence(Value);
        other.ThrowIfNotEmpty();
        if (oid != Oids.UserPrincipalName)
        {
            return (null, oid);
        }

        var upn = value.ReadCharacterString(UniversalTagNumber.UTF8String);
        value.ThrowIfNotEmpty();
        return (GeneralNameKind.Upn, upn);
    }
}
