using System.Buffers;
using System.Formats.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Object identifiers as people write them.</summary>
public static class ObjectIdentifiers
{
    private const int MaxLength = 100;
    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789.");

    /// <summary>True for a dotted OID that can be encoded, such as <c>1.3.6.1.5.5.7.3.1</c>.</summary>
    public static bool IsDotted(string text)
    {
        if (text.Length is 0 or > MaxLength || text.AsSpan().ContainsAnyExcept(Characters))
        {
            return false;
        }

        try
        {
            new AsnWriter(AsnEncodingRules.DER).WriteObjectIdentifier(text);
            return true;
        }
        catch (ArgumentException)
        {
            // That is how the writer says that it is none.
            return false;
        }
    }
}
