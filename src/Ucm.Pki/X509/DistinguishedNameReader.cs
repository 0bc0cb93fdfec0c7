using System.Formats.Asn1;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Decodes Name (RFC 5280 §4.1.2.4).</summary>
internal static class DistinguishedNameReader
{
    public static DistinguishedName Read(ReadOnlyMemory<byte> der)
    {
        var sequence = Decoding.Sequence(der);
        if (!sequence.HasData)
        {
            return DistinguishedName.Empty;
        }

        var relativeNames = new List<IReadOnlyList<NameAttribute>>(4);
        while (sequence.HasData)
        {
            relativeNames.Add(ReadRelativeName(sequence.ReadSetOf(skipSortOrderValidation: true)));
        }

        return new DistinguishedName(der, relativeNames);
    }

    private static NameAttribute[] ReadRelativeName(AsnReader set)
    {
        var first = ReadAttribute(set);
        if (!set.HasData)
        {
            return [first];
        }

        var attributes = new List<NameAttribute> { first };
        while (set.HasData)
        {
            attributes.Add(ReadAttribute(set));
        }

        return [.. attributes];
    }

    private static NameAttribute ReadAttribute(AsnReader set)
    {
        var attribute = set.ReadSequence();
        var type = attribute.ReadObjectIdentifier();
        var encoded = attribute.PeekEncodedValue();
        var value = ReadText(attribute);
        attribute.ThrowIfNotEmpty();
        return new NameAttribute(type, value, encoded);
    }

    private static string? ReadText(AsnReader attribute)
    {
        var tag = attribute.PeekTag();
        var number = (UniversalTagNumber)tag.TagValue;
        if (tag.TagClass == TagClass.Universal && number is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
            or UniversalTagNumber.T61String or UniversalTagNumber.BMPString or UniversalTagNumber.NumericString or UniversalTagNumber.VisibleString)
        {
            return attribute.ReadCharacterString(number);
        }

        attribute.ReadEncodedValue();
        return null;
    }
}
