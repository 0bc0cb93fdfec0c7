using System.Text;

namespace Ucm.Pki.Linting.Reading;

/// <summary>One GeneralName (RFC 5280 §4.2.1.6) by its tag.</summary>
internal readonly record struct AlternativeName(byte Tag, ReadOnlyMemory<byte> Content)
{
    public const byte OtherTag = 0xA0;
    public const byte EmailTag = 0x81;
    public const byte DnsTag = 0x82;
    public const byte DirectoryTag = 0xA4;
    public const byte UriTag = 0x86;
    public const byte IpTag = 0x87;

    public bool IsText => Tag is EmailTag or DnsTag or UriTag;

    public string Text => Encoding.Latin1.GetString(Content.Span);

    public bool SameAs(AlternativeName other) =>
        Tag == other.Tag && (Tag == DnsTag ? Ascii.EqualsIgnoreCase(Content.Span, other.Content.Span) : Content.Span.SequenceEqual(other.Content.Span));

    /// <summary>GeneralNames; null when it is not one.</summary>
    public static List<AlternativeName>? ReadAll(ReadOnlyMemory<byte> value)
    {
        if (!Tlv.TryReadSingle(value, out var sequence) || sequence.Tag != 0x30)
        {
            return null;
        }

        var names = new List<AlternativeName>();
        var reader = sequence.Children;
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(out var name) || (name.Tag & 0xC0) != 0x80)
            {
                return null;
            }

            names.Add(new AlternativeName(name.Tag, name.Content));
        }

        return names;
    }
}
