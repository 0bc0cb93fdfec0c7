using System.Formats.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Encodes NameConstraints (RFC 5280 §4.2.1.10).</summary>
internal static class NameConstraintsWriter
{
    public static byte[] Write(NameConstraints constraints)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Write(writer, constraints.Permitted, 0);
            Write(writer, constraints.Excluded, 1);
        }

        return writer.Encode();
    }

    private static void Write(AsnWriter writer, IReadOnlyList<NameSubtree> subtrees, int number)
    {
        if (subtrees.Count == 0)
        {
            return;
        }

        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true)))
        {
            foreach (var subtree in subtrees)
            {
                using (writer.PushSequence())
                {
                    WriteBase(writer, subtree);
                }
            }
        }
    }

    private static void WriteBase(AsnWriter writer, NameSubtree subtree)
    {
        switch (subtree.Kind)
        {
            case NameSubtreeKind.Email:
                WriteText(writer, subtree.Text, 1);
                break;
            case NameSubtreeKind.Dns:
                WriteText(writer, subtree.Text, 2);
                break;
            case NameSubtreeKind.Directory:
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4, isConstructed: true)))
                {
                    writer.WriteEncodedValue(subtree.Directory!.Der.Span);
                }

                break;
            case NameSubtreeKind.Uri:
                WriteText(writer, subtree.Text, 6);
                break;
            case NameSubtreeKind.Ip:
                writer.WriteOctetString(subtree.Address.Span, new Asn1Tag(TagClass.ContextSpecific, 7));
                break;
            default:
                throw new NotSupportedException("This form of name constraint is not written.");
        }
    }

    private static void WriteText(AsnWriter writer, string text, int number) =>
        writer.WriteCharacterString(UniversalTagNumber.IA5String, text, new Asn1Tag(TagClass.ContextSpecific, number));
}
