using System.Formats.Asn1;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Encodes Name (RFC 5280 §4.1.2.4) with the string types of appendix A.</summary>
internal static class DistinguishedNameWriter
{
    public static DistinguishedName FromAttributes(IReadOnlyList<IReadOnlyList<NameAttribute>> relativeNames)
    {
        if (relativeNames.Count == 0)
        {
            return DistinguishedName.Empty;
        }

        try
        {
            var writer = new AsnWriter(AsnEncodingRules.DER, 256);
            using (writer.PushSequence())
            {
                foreach (var attributes in relativeNames)
                {
                    WriteRelativeName(writer, attributes);
                }
            }

            // Read back, so that the attributes are in the order of the encoding and carry their own.
            return DistinguishedNameReader.Read(writer.Encode());
        }
        catch (Exception exception) when (exception is AsnContentException or ArgumentException or System.Text.EncoderFallbackException)
        {
            throw new PkiFaultException(PkiFaultKind.Name, "The distinguished name has a character or object identifier that cannot be encoded.");
        }
    }

    private static void WriteRelativeName(AsnWriter writer, IReadOnlyList<NameAttribute> attributes)
    {
        using (writer.PushSetOf())
        {
            foreach (var attribute in attributes)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(attribute.Type);
                    WriteValue(writer, attribute);
                }
            }
        }
    }

    private static void WriteValue(AsnWriter writer, NameAttribute attribute)
    {
        if (attribute.Value is null)
        {
            writer.WriteEncodedValue(attribute.Encoded.Span);
            return;
        }

        var encoding = NameAttributeType.FindByOid(attribute.Type)?.Encoding ?? UniversalTagNumber.UTF8String;
        writer.WriteCharacterString(encoding, attribute.Value);
    }
}
