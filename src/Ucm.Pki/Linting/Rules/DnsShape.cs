using System.Text;

namespace Ucm.Pki.Linting.Rules;

/// <summary>What a dNSName looks like, without asking the DNS.</summary>
internal static class DnsShape
{
    private const int MaximumName = 253;
    private const int MaximumLabel = 63;

    /// <summary>Letters, digits, hyphens and underscores in labels of 1 to 63; a leftmost asterisk is left to the wildcard rule.</summary>
    public static bool IsPreferredSyntax(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > MaximumName)
        {
            return false;
        }

        foreach (var range in name.Split((byte)'.'))
        {
            var label = name[range];
            var isWildcard = range.Start.Value == 0 && label.Contains((byte)'*');
            if (label.Length is 0 or > MaximumLabel || (!isWildcard && (label.ContainsAnyExcept(Characters.Label) || label[0] == '-' || label[^1] == '-')))
            {
                return false;
            }
        }

        return true;
    }

    public static bool HasLegalWildcard(ReadOnlySpan<byte> name) =>
        !name.Contains((byte)'*') || (name.StartsWith("*."u8) && !name[1..].Contains((byte)'*') && name[2..].Contains((byte)'.'));

    /// <summary>"--" in third and fourth place is kept for A-labels (RFC 5890 §2.3.1), which hold more than their prefix.</summary>
    public static bool HasLegalHyphens(ReadOnlySpan<byte> name)
    {
        foreach (var range in name.Split((byte)'.'))
        {
            var label = name[range];
            if (label.Length >= 4 && label[2] == '-' && label[3] == '-' && (label.Length == 4 || !Ascii.EqualsIgnoreCase(label[..2], "xn"u8)))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsInternal(ReadOnlySpan<byte> name)
    {
        var last = name[(name.LastIndexOf((byte)'.') + 1)..];
        return last.Length == name.Length || Is(last, "local"u8) || Is(last, "internal"u8) || Is(last, "localhost"u8) || Is(last, "lan"u8) || Is(last, "corp"u8)
            || Is(last, "home"u8) || Is(last, "intranet"u8) || Is(last, "test"u8) || Is(last, "invalid"u8) || Is(last, "arpa"u8);
    }

    private static bool Is(ReadOnlySpan<byte> label, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(label, other);
}
