using System.Text;

namespace Ucm.Pki.Linting.Reading;

/// <summary>One AttributeTypeAndValue and the number of the RDN it stands in.</summary>
internal readonly record struct NameAttribute(int Rdn, ReadOnlyMemory<byte> Type, byte Tag, ReadOnlyMemory<byte> Value)
{
    public const byte Utf8Tag = 0x0C;
    public const byte PrintableTag = 0x13;
    public const byte Ia5Tag = 0x16;

    public bool Is(ReadOnlySpan<byte> type) => Type.Span.SequenceEqual(type);

    public string Text => Encoding.UTF8.GetString(Value.Span);
}
