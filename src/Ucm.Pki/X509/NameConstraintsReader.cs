using System.Formats.Asn1;
using System.Net;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Decodes NameConstraints (RFC 5280 §4.2.1.10).</summary>
internal static class NameConstraintsReader
{
    private static readonly Asn1Tag Permitted = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Excluded = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag Directory = new(TagClass.ContextSpecific, 4, isConstructed: true);

    public static NameConstraints Read(ReadOnlyMemory<byte> der)
    {
        var sequence = Decoding.Sequence(der);
        var permitted = ReadSubtrees(sequence, Permitted);
        var excluded = ReadSubtrees(sequence, Excluded);
        sequence.ThrowIfNotEmpty();
        return permitted.Count + excluded.Count == 0
            ? throw new AsnContentException("NameConstraints must not be empty.")
            : new NameConstraints(permitted, excluded);
    }

    private static List<NameSubtree> ReadSubtrees(AsnReader sequence, Asn1Tag tag)
    {
        var subtrees = new List<NameSubtree>();
        if (!sequence.HasData || sequence.PeekTag() != tag)
        {
            return subtrees;
        }

        var list = sequence.ReadSequence(tag);
        while (list.HasData)
        {
            var subtree = list.ReadSequence();
            subtrees.Add(ReadBase(subtree));
            if (subtree.HasData)
            {
                throw new PkiFaultException(PkiFaultKind.Malformed, "A name constraint has a minimum or maximum, which RFC 5280 does not use.");
            }
        }

        return subtrees;
    }

    private static NameSubtree ReadBase(AsnReader subtree)
    {
        var tag = subtree.PeekTag();
        switch (tag.TagValue)
        {
            case 1:
                return NameSubtree.Email(ReadText(subtree, tag));
            case 2:
                return NameSubtree.Dns(ReadText(subtree, tag));
            case 4:
                var wrapper = subtree.ReadSequence(Directory);
                return NameSubtree.DirectoryName(DistinguishedNameReader.Read(wrapper.ReadEncodedValue()));
            case 6:
                return NameSubtree.Uri(ReadText(subtree, tag));
            case 7:
                return ReadIp(subtree.ReadPrimitiveOctets(tag));
            default:
                subtree.ReadEncodedValue();
                return new NameSubtree(NameSubtreeKind.Other, $"[{tag.TagValue}]");
        }
    }

    private static string ReadText(AsnReader subtree, Asn1Tag tag) => subtree.ReadCharacterString(UniversalTagNumber.IA5String, tag);

    private static NameSubtree ReadIp(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length is not (8 or 32))
        {
            throw new AsnContentException();
        }

        var half = octets.Length / 2;
        var text = $"{new IPAddress(octets.Span[..half])}/{new IPAddress(octets.Span[half..])}";
        return new NameSubtree(NameSubtreeKind.Ip, text) { Address = octets };
    }
}
