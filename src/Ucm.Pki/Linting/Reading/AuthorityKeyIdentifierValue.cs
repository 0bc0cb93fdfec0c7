namespace Ucm.Pki.Linting.Reading;

/// <summary>AuthorityKeyIdentifier (RFC 5280 §4.2.1.1).</summary>
internal readonly record struct AuthorityKeyIdentifierValue(ReadOnlyMemory<byte> KeyIdentifier, bool NamesIssuer)
{
    public static AuthorityKeyIdentifierValue? Read(ReadOnlyMemory<byte> value)
    {
        if (!Tlv.TryReadSingle(value, out var sequence) || sequence.Tag != 0x30)
        {
            return null;
        }

        var reader = sequence.Children;
        reader.TryRead(0x80, out var identifier);
        var named = reader.TryRead(0xA1, out _) | reader.TryRead(0x82, out _);
        return reader.AtEnd ? new AuthorityKeyIdentifierValue(identifier.Raw.IsEmpty ? default : identifier.Content, named) : null;
    }
}
