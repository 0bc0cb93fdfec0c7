using System.Formats.Asn1;

namespace Ucm.Grains.Identity;

/// <summary>The two forms of an ECDSA signature.</summary>
internal static class EcdsaSignatures
{
    /// <summary>From Ecdsa-Sig-Value (RFC 3279 §2.2.3, DER) to r ‖ s, each of so many octets (RFC 7518 §3.4).</summary>
    public static byte[] ToFixed(byte[] der, int octets)
    {
        var signature = new byte[2 * octets];
        var body = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        Place(body.ReadIntegerBytes().Span, signature.AsSpan(0, octets));
        Place(body.ReadIntegerBytes().Span, signature.AsSpan(octets));
        return signature;
    }

    private static void Place(ReadOnlySpan<byte> integer, Span<byte> field)
    {
        var digits = integer.TrimStart((byte)0);
        digits.CopyTo(field[(field.Length - digits.Length)..]);
    }
}
