namespace Ucm.Pki.Linting.Reading;

/// <summary>One BER element with a definite length; the linter reads leniently so that a rule, not the reader, names the fault.</summary>
internal readonly struct Tlv(byte tag, ReadOnlyMemory<byte> raw, int headerLength)
{
    public byte Tag { get; } = tag;

    /// <summary>Header and content.</summary>
    public ReadOnlyMemory<byte> Raw { get; } = raw;

    public ReadOnlyMemory<byte> Content => Raw[headerLength..];

    public TlvReader Children => new(Content);

    public static bool TryReadSingle(ReadOnlyMemory<byte> data, out Tlv element)
    {
        var reader = new TlvReader(data);
        return reader.TryRead(out element) && reader.AtEnd;
    }
}
