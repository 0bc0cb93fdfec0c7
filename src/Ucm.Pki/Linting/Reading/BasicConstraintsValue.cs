namespace Ucm.Pki.Linting.Reading;

/// <summary>BasicConstraints (RFC 5280 §4.2.1.9); <see cref="WritesDefault"/> when cA FALSE is spelled out.</summary>
internal readonly record struct BasicConstraintsValue(bool Authority, bool WritesDefault, long? PathLength)
{
    public static BasicConstraintsValue? Read(ReadOnlyMemory<byte> value)
    {
        if (!Tlv.TryReadSingle(value, out var sequence) || sequence.Tag != 0x30)
        {
            return null;
        }

        var reader = sequence.Children;
        var spelled = reader.TryRead(0x01, out var flag);
        var limited = reader.TryRead(0x02, out var limit);
        if (!reader.AtEnd || (spelled && flag.Content.Length != 1) || (limited && limit.Content.Length is 0 or > 4))
        {
            return null;
        }

        var authority = spelled && flag.Content.Span[0] != 0;
        return new BasicConstraintsValue(authority, spelled && !authority, limited ? ReadInteger(limit.Content.Span) : null);
    }

    private static long ReadInteger(ReadOnlySpan<byte> content)
    {
        long number = content[0] >= 0x80 ? -1 : 0;
        foreach (var octet in content)
        {
            number = (number << 8) | octet;
        }

        return number;
    }
}
