using System.Formats.Asn1;
using System.Text;
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

    /// <summary>
    /// As OpenSSL does: the one-octet types are read as they stand, whether or not each character belongs to the type ("&amp;" in a PrintableString
    /// comes from many tools). Null for what is no character string.
    /// </summary>
    private static string? ReadText(AsnReader attribute)
    {
        var tag = attribute.PeekTag();
        var number = (UniversalTagNumber)tag.TagValue;
        switch (tag.TagClass == TagClass.Universal ? number : UniversalTagNumber.EndOfContents)
        {
            case UniversalTagNumber.UTF8String or UniversalTagNumber.T61String or UniversalTagNumber.BMPString:
                return attribute.ReadCharacterString(number);
            case UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String or UniversalTagNumber.NumericString or UniversalTagNumber.VisibleString:
                return attribute.TryReadPrimitiveCharacterStringBytes(tag, out var octets)
                    ? Encoding.Latin1.GetString(octets.Span)
                    : throw new AsnContentException();
            default:
                attribute.ReadEncodedValue();
                return null;
        }
    }
}
