using System.Formats.Asn1;
using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Ocsp;

/// <summary>
/// The octets in which other products write one name into the issuer field of what they issue. A client hashes that field (RFC 6960 §4.1.1), and its
/// octets differ from the authority's own subject where a product wrote the name anew in string types of its own.
/// </summary>
internal static class IssuerNameForms
{
    /// <summary>The name as it stands first, each form once.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(DistinguishedName name)
    {
        var forms = new List<ReadOnlyMemory<byte>> { name.Der };
        Add(forms, Write(name, Rfc5280));
        Add(forms, Write(name, Printable));
        Add(forms, Write(name, static _ => UniversalTagNumber.UTF8String));
        return forms;
    }

    private static void Add(List<ReadOnlyMemory<byte>> forms, byte[]? form)
    {
        if (form is not null && !forms.Exists(known => known.Span.SequenceEqual(form)))
        {
            forms.Add(form);
        }
    }

    /// <summary>Null when a value has characters that its type has not.</summary>
    private static byte[]? Write(DistinguishedName name, Func<NameAttribute, UniversalTagNumber> typeOf)
    {
        try
        {
            var writer = new AsnWriter(AsnEncodingRules.DER, 256);
            using (writer.PushSequence())
            {
                foreach (var attributes in name.RelativeNames)
                {
                    Write(writer, attributes, typeOf);
                }
            }

            return writer.Encode();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static void Write(AsnWriter writer, IReadOnlyList<NameAttribute> attributes, Func<NameAttribute, UniversalTagNumber> typeOf)
    {
        using (writer.PushSetOf())
        {
            foreach (var attribute in attributes)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(attribute.Type);
                    if (attribute.Value is { } value)
                    {
                        writer.WriteCharacterString(typeOf(attribute), value);
                    }
                    else
                    {
                        writer.WriteEncodedValue(attribute.Encoded.Span);
                    }
                }
            }
        }
    }

    private static UniversalTagNumber Rfc5280(NameAttribute attribute) => attribute.Type switch
    {
        Oids.Country or Oids.SerialNumber or Oids.DnQualifier => UniversalTagNumber.PrintableString,
        Oids.EmailAddress or Oids.DomainComponent => UniversalTagNumber.IA5String,
        _ => UniversalTagNumber.UTF8String,
    };

    /// <summary>As products of before 2004 write names.</summary>
    private static UniversalTagNumber Printable(NameAttribute attribute) => Rfc5280(attribute) switch
    {
        UniversalTagNumber.UTF8String when attribute.Value!.All(IsPrintable) => UniversalTagNumber.PrintableString,
        var type => type,
    };

    private static bool IsPrintable(char c) => char.IsAsciiLetterOrDigit(c) || " '()+,-./:=?".Contains(c, StringComparison.Ordinal);
}
