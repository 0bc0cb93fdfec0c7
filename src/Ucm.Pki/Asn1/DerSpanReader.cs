namespace Ucm.Pki.Asn1;

/// <summary>
/// Reads definite-length DER with low tag numbers from a span, without allocation and without exceptions. After a failed read the reader stays where it was.
/// </summary>
internal ref struct DerSpanReader(ReadOnlySpan<byte> der)
{
    public const byte Integer = 0x02;
    public const byte OctetString = 0x04;
    public const byte Null = 0x05;
    public const byte Oid = 0x06;
    public const byte Boolean = 0x01;
    public const byte Enumerated = 0x0a;
    public const byte Sequence = 0x30;
    private ReadOnlySpan<byte> rest = der;

    public readonly bool IsEmpty => rest.IsEmpty;

    public readonly byte NextTag => rest.IsEmpty ? (byte)0 : rest[0];

    /// <summary>The content of the next element if it has this tag.</summary>
    public bool TryRead(byte tag, out ReadOnlySpan<byte> content) => TryRead(tag, out content, out _);

    /// <summary>The content of the next element, and the element with its tag and length.</summary>
    public bool TryRead(byte tag, out ReadOnlySpan<byte> content, out ReadOnlySpan<byte> element)
    {
        content = element = default;
        if (NextTag != tag || rest.Length < 2 || !TryReadLength(rest[1..], out var length, out var octets) || length > rest.Length - 1 - octets)
        {
            return false;
        }

        element = rest[..(1 + octets + length)];
        content = element[(1 + octets)..];
        rest = rest[element.Length..];
        return true;
    }

    /// <summary>Reads the element if it is next; false only when it is there and broken.</summary>
    public bool TryReadOptional(byte tag, out ReadOnlySpan<byte> content)
    {
        content = default;
        return NextTag != tag || rest.IsEmpty || TryRead(tag, out content);
    }

    /// <summary>Minimal lengths only (X.690 §10.1), so that one value has one encoding.</summary>
    private static bool TryReadLength(ReadOnlySpan<byte> der, out int length, out int octets)
    {
        length = der[0];
        octets = 1;
        if (length < 0x80)
        {
            return true;
        }

        var count = length & 0x7f;
        if (count is 0 or > 4 || der.Length < 1 + count)
        {
            return false;
        }

        length = 0;
        foreach (var octet in der.Slice(1, count))
        {
            length = (length << 8) | octet;
        }

        octets = 1 + count;
        return length >= 0x80 && (count == 1 || length >= 1 << (8 * (count - 1)));
    }
}
