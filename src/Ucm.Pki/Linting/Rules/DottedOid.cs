namespace Ucm.Pki.Linting.Rules;

/// <summary>Compares the content octets of an OBJECT IDENTIFIER with dotted text, without allocating.</summary>
internal static class DottedOid
{
    public static bool Same(ReadOnlySpan<byte> content, ReadOnlySpan<char> dotted)
    {
        Span<byte> encoded = stackalloc byte[64];
        var length = 0;
        long? first = null;
        var isSecond = false;
        foreach (var range in dotted.Split('.'))
        {
            if (!long.TryParse(dotted[range], out var arc) || length > encoded.Length - 10)
            {
                return false;
            }

            if (first is null)
            {
                first = arc;
                isSecond = true;
                continue;
            }

            length += Write(encoded[length..], isSecond ? (first.Value * 40) + arc : arc);
            isSecond = false;
        }

        return content.SequenceEqual(encoded[..length]);
    }

    private static int Write(Span<byte> target, long arc)
    {
        var octets = 1;
        for (var rest = arc >> 7; rest > 0; rest >>= 7)
        {
            octets++;
        }

        for (var i = octets - 1; i >= 0; i--)
        {
            target[i] = (byte)((arc & 0x7F) | (i == octets - 1 ? 0u : 0x80u));
            arc >>= 7;
        }

        return octets;
    }
}
