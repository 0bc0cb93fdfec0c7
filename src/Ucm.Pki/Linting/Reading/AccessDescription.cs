namespace Ucm.Pki.Linting.Reading;

/// <summary>AccessDescription (RFC 5280 §4.2.2.1).</summary>
internal readonly record struct AccessDescription(ReadOnlyMemory<byte> Method, AlternativeName Location)
{
    public static List<AccessDescription>? ReadAll(ReadOnlyMemory<byte> value)
    {
        if (!Tlv.TryReadSingle(value, out var sequence) || sequence.Tag != 0x30)
        {
            return null;
        }

        var descriptions = new List<AccessDescription>(2);
        var reader = sequence.Children;
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(0x30, out var description))
            {
                return null;
            }

            var parts = description.Children;
            if (!parts.TryRead(0x06, out var method) || !parts.TryRead(out var location) || !parts.AtEnd)
            {
                return null;
            }

            descriptions.Add(new AccessDescription(method.Content, new AlternativeName(location.Tag, location.Content)));
        }

        return descriptions;
    }
}
