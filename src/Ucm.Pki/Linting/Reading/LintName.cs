namespace Ucm.Pki.Linting.Reading;

/// <summary>A Name (RFC 5280 §4.1.2.4), flattened.</summary>
internal sealed class LintName
{
    private LintName(ReadOnlyMemory<byte> raw) => Raw = raw;

    public ReadOnlyMemory<byte> Raw { get; }

    public List<NameAttribute> Attributes { get; } = [];

    public int RdnCount { get; private set; }

    public bool HasEmptyRdn { get; private set; }

    public bool IsEmpty => RdnCount == 0;

    public NameAttribute? Find(ReadOnlySpan<byte> type)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Is(type))
            {
                return attribute;
            }
        }

        return null;
    }

    public static LintName? Read(Tlv element)
    {
        if (element.Tag != 0x30)
        {
            return null;
        }

        var name = new LintName(element.Raw);
        var rdns = element.Children;
        while (!rdns.AtEnd)
        {
            if (!rdns.TryRead(0x31, out var rdn) || !name.TryReadRdn(rdn))
            {
                return null;
            }
        }

        return name;
    }

    private bool TryReadRdn(Tlv rdn)
    {
        var attributes = rdn.Children;
        HasEmptyRdn |= attributes.AtEnd;
        while (!attributes.AtEnd)
        {
            if (!attributes.TryRead(0x30, out var attribute))
            {
                return false;
            }

            var parts = attribute.Children;
            if (!parts.TryRead(0x06, out var type) || !parts.TryRead(out var value) || !parts.AtEnd)
            {
                return false;
            }

            Attributes.Add(new NameAttribute(RdnCount, type.Content, value.Tag, value.Content));
        }

        RdnCount++;
        return true;
    }
}
