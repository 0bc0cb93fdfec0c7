using System.Buffers;

namespace Ucm.Pki.Linting.Rules;

/// <summary>Character sets that the rules compare with.</summary>
internal static class Characters
{
    /// <summary>PrintableString (X.680 §41.4).</summary>
    public static readonly SearchValues<byte> Printable = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?"u8);

    /// <summary>Letters, digits, hyphen (RFC 1034 §3.5), and the underscore that has a rule of its own.</summary>
    public static readonly SearchValues<byte> Label = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);
}
