namespace Ucm.Fuzz.Mutation;

/// <summary>An element that can be taken apart, damaged and written again. OCTET and BIT STRINGs that hold DER are taken apart too.</summary>
internal sealed class DerNode
{
    private const int MaxDepth = 12;
    private byte[] prefix = [];
    private byte[] content = [];
    private List<DerNode> children = [];
    private int wraps;

    public byte Tag { get; set; }

    public int LengthError { get; set; }

    public bool LongLength { get; set; }

    /// <summary>How often the element is written; 0 removes it.</summary>
    public int Repeat { get; set; } = 1;

    public List<DerNode> Descendants
    {
        get
        {
            var all = new List<DerNode>();
            Collect(all);
            return all;
        }
    }

    public static DerNode? Parse(byte[] der)
    {
        var nodes = ParseAll(der, 0);
        return nodes is [var single] ? single : null;
    }

    public void SetContent(byte[] octets)
    {
        content = octets;
        children = [];
        prefix = [];
    }

    public void Wrap(int levels) => wraps = levels;

    public void Replace(DerNode other)
    {
        Tag = other.Tag;
        (prefix, content, children) = (other.prefix, other.content, other.children);
    }

    public byte[] Encode()
    {
        using var octets = new MemoryStream();
        Write(octets);
        return octets.ToArray();
    }

    public byte[] EncodeContent()
    {
        using var octets = new MemoryStream();
        WriteContent(octets);
        return octets.ToArray();
    }

    // Streams rather than spreads: those rent from the shared pool, which keeps its largest arrays and looks like a leak of what is fuzzed.
    private void Write(MemoryStream output)
    {
        var body = EncodeContent();
        byte[] element = [Tag, .. EncodeLength(Math.Max(0, body.Length + LengthError), LongLength), .. body];
        for (var i = 0; i < wraps; i++)
        {
            element = [0x30, .. EncodeLength(element.Length, false), .. element];
        }

        for (var i = 0; i < Repeat; i++)
        {
            output.Write(element);
        }
    }

    private void WriteContent(MemoryStream output)
    {
        output.Write(prefix);
        output.Write(content.AsSpan(0, children.Count == 0 ? content.Length : 0));
        foreach (var child in children)
        {
            child.Write(output);
        }
    }

    private void Collect(List<DerNode> all)
    {
        all.Add(this);
        foreach (var child in children)
        {
            child.Collect(all);
        }
    }

    private static List<DerNode>? ParseAll(ReadOnlySpan<byte> data, int depth)
    {
        var nodes = new List<DerNode>();
        while (!data.IsEmpty)
        {
            if (depth > MaxDepth || !TryReadHeader(data, out var header, out var length))
            {
                return null;
            }

            nodes.Add(Create(data[0], data.Slice(header, length), depth));
            data = data[(header + length)..];
        }

        return nodes;
    }

    private static DerNode Create(byte tag, ReadOnlySpan<byte> content, int depth)
    {
        var node = new DerNode { Tag = tag, content = content.ToArray() };
        var skip = tag == 0x03 && content.Length > 1 ? 1 : 0;
        if (((tag & 0x20) != 0 || tag is 0x03 or 0x04) && ParseAll(content[skip..], depth + 1) is { Count: > 0 } parsed)
        {
            node.children = parsed;
            node.prefix = content[..skip].ToArray();
        }

        return node;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> data, out int header, out int length)
    {
        (header, length) = (2, 0);
        if (data.Length < 2 || (data[0] & 0x1F) == 0x1F || data[1] is 0x80 or > 0x83)
        {
            return false;
        }

        var octets = data[1] < 0x80 ? 0 : data[1] & 0x7F;
        header += octets;
        if (data.Length < header)
        {
            return false;
        }

        length = octets == 0 ? data[1] : 0;
        foreach (var octet in data.Slice(2, octets))
        {
            length = (length << 8) | octet;
        }

        return length <= data.Length - header;
    }

    private static byte[] EncodeLength(int length, bool isLong) => length switch
    {
        _ when isLong => [0x84, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        < 0x80 => [(byte)length],
        < 0x100 => [0x81, (byte)length],
        < 0x10000 => [0x82, (byte)(length >> 8), (byte)length],
        _ => [0x83, (byte)(length >> 16), (byte)(length >> 8), (byte)length],
    };
}
