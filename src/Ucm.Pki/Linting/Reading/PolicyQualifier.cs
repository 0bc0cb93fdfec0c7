namespace Ucm.Pki.Linting.Reading;

/// <summary>PolicyQualifierInfo (RFC 5280 §4.2.1.4).</summary>
internal readonly record struct PolicyQualifier(ReadOnlyMemory<byte> Type, Tlv Value)
{
    public static List<PolicyQualifier>? ReadAll(Tlv sequence)
    {
        var qualifiers = new List<PolicyQualifier>(1);
        var reader = sequence.Children;
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(0x30, out var qualifier))
            {
                return null;
            }

            var parts = qualifier.Children;
            if (!parts.TryRead(0x06, out var type) || !parts.TryRead(out var value) || !parts.AtEnd)
            {
                return null;
            }

            qualifiers.Add(new PolicyQualifier(type.Content, value));
        }

        return qualifiers;
    }
}
