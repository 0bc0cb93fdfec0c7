namespace Ucm.Pki.Linting.Reading;

/// <summary>Steps through sibling elements without throwing.</summary>
internal struct TlvReader(ReadOnlyMemory<byte> data)
{
    private ReadOnlyMemory<byte> rest = data;

    public readonly bool AtEnd => rest.IsEmpty;

    public readonly byte NextTag => rest.IsEmpty ? (byte)0 : rest.Span[0];

    public bool TryRead(out Tlv element)
    {
        if (!TryReadHeader(rest.Span, out var header, out var content))
        {
            element = default;
            return false;
        }

        element = new Tlv(rest.Span[0], rest[..(header + content)], header);
        rest = rest[(header + content)..];
        return true;
    }

    public bool TryRead(byte tag, out Tlv element)
    {
        element = default;
        return NextTag == tag && !AtEnd && TryRead(out element);
    }

    /// <summary>Low tag numbers and definite lengths of up to four octets only: nothing in a certificate needs more.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> data, out int header, out int content)
    {
        header = 2;
        content = 0;
        if (data.Length < 2 || (data[0] & 0x1F) == 0x1F)
        {
            return false;
        }

        var first = data[1];
        if (first < 0x80)
        {
            content = first;
            return content <= data.Length - header;
        }

        var octets = first & 0x7F;
        if (octets is 0 or > 4 || data.Length < 2 + octets)
        {
            return false;
        }

        long length = 0;
        foreach (var octet in data.Slice(2, octets))
        {
            length = (length << 8) | octet;
        }

        header += octets;
        content = length > data.Length - header ? -1 : (int)length;
        return content >= 0;
    }
}
