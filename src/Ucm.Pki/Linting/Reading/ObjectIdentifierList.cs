namespace Ucm.Pki.Linting.Reading;

/// <summary>SEQUENCE OF OBJECT IDENTIFIER, as in ExtKeyUsageSyntax (RFC 5280 §4.2.1.12).</summary>
internal static class ObjectIdentifierList
{
    public static List<ReadOnlyMemory<byte>>? Read(ReadOnlyMemory<byte> value)
    {
        if (!Tlv.TryReadSingle(value, out var sequence) || sequence.Tag != 0x30)
        {
            return null;
        }

        var identifiers = new List<ReadOnlyMemory<byte>>(2);
        var reader = sequence.Children;
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(0x06, out var identifier))
            {
                return null;
            }

            identifiers.Add(identifier.Content);
        }

        return identifiers;
    }
}
