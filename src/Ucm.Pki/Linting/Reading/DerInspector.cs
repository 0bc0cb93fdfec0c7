namespace Ucm.Pki.Linting.Reading;

/// <summary>Walks an encoding once and collects where it departs from DER.</summary>
internal static class DerInspector
{
    private const int MaxDepth = 24;

    public static DerFaults Inspect(ReadOnlySpan<byte> data) => InspectAll(data, 0, ascending: false);

    private static DerFaults InspectAll(ReadOnlySpan<byte> data, int depth, bool ascending)
    {
        if (depth > MaxDepth)
        {
            return DerFaults.Depth;
        }

        var faults = DerFaults.None;
        var previous = ReadOnlySpan<byte>.Empty;
        while (!data.IsEmpty)
        {
            if (!TlvReader.TryReadHeader(data, out var header, out var content))
            {
                return faults | DerFaults.Length;
            }

            var element = data[..(header + content)];
            if (!IsMinimalLength(data, header, content))
            {
                faults |= DerFaults.Length;
            }

            if (ascending && previous.SequenceCompareTo(element) > 0)
            {
                faults |= DerFaults.SetOrder;
            }

            faults |= InspectContent(element[0], element[header..], depth);
            previous = element;
            data = data[element.Length..];
        }

        return faults;
    }

    private static DerFaults InspectContent(byte tag, ReadOnlySpan<byte> content, int depth) => tag switch
    {
        0x01 => content.Length == 1 && content[0] is 0x00 or 0xFF ? DerFaults.None : DerFaults.Boolean,
        0x02 or 0x0A => IsMinimalInteger(content) ? DerFaults.None : DerFaults.Integer,
        0x03 => IsCanonicalBitString(content) ? DerFaults.None : DerFaults.BitString,
        0x05 => content.IsEmpty ? DerFaults.None : DerFaults.Length,
        0x06 => IsMinimalIdentifier(content) ? DerFaults.None : DerFaults.ObjectIdentifier,
        0x31 => InspectAll(content, depth + 1, ascending: true),
        0x30 => InspectAll(content, depth + 1, ascending: false),
        > 0x20 and < 0x40 => DerFaults.ConstructedString,
        >= 0xA0 and < 0xC0 => InspectAll(content, depth + 1, ascending: false),
        _ => DerFaults.None,
    };

    public static bool IsMinimalInteger(ReadOnlySpan<byte> content) => content.Length switch
    {
        0 => false,
        1 => true,
        _ => !((content[0] == 0x00 && content[1] < 0x80) || (content[0] == 0xFF && content[1] >= 0x80)),
    };

    private static bool IsMinimalLength(ReadOnlySpan<byte> data, int header, int content) => header switch
    {
        2 => true,
        3 => content >= 0x80,
        _ => data[2] != 0,
    };

    private static bool IsCanonicalBitString(ReadOnlySpan<byte> content) =>
        content.Length > 0 && content[0] <= 7
        && (content.Length > 1 ? (content[^1] & ((1 << content[0]) - 1)) == 0 : content[0] == 0);

    private static bool IsMinimalIdentifier(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty || content[^1] >= 0x80)
        {
            return false;
        }

        var atStart = true;
        foreach (var octet in content)
        {
            if (atStart && octet == 0x80)
            {
                return false;
            }

            atStart = octet < 0x80;
        }

        return true;
    }
}
