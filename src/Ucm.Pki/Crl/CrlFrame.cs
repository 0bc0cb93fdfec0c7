using System.Formats.Asn1;

namespace Ucm.Pki.Crl;

/// <summary>Everything of a TBSCertList but its entries (RFC 5280 §5.1): signed is <see cref="Before"/>, then the entries, then <see cref="After"/>.</summary>
/// <param name="Before">From the outer tag to revokedCertificates' length.</param>
/// <param name="After">crlExtensions.</param>
/// <param name="Length">Octets of the whole, entries included.</param>
public sealed record CrlFrame(ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> After, long Length)
{
    private const byte Sequence = 0x30;

    /// <param name="entriesLength">Octets of the encoded entries; 0 leaves revokedCertificates out, as §5.1.2.6 demands of an empty list.</param>
    public static CrlFrame Of(CrlHeader header, long entriesLength)
    {
        var fields = CrlEncoder.EncodeFields(header);
        var after = CrlEncoder.EncodeExtensions(header);
        byte[] list = entriesLength == 0 ? [] : TagAndLength(Sequence, entriesLength);
        var content = fields.Length + list.Length + entriesLength + after.Length;
        byte[] before = [.. TagAndLength(Sequence, content), .. fields, .. list];
        return new CrlFrame(before, after, before.Length + entriesLength + after.Length);
    }

    /// <summary>What stands before and after the TBSCertList in the signed CertificateList.</summary>
    /// <param name="signatureAlgorithm">AlgorithmIdentifier, DER, as in the header.</param>
    public (byte[] Before, byte[] After) Envelope(ReadOnlySpan<byte> signatureAlgorithm, ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteEncodedValue(signatureAlgorithm);
        writer.WriteBitString(signature);
        var after = writer.Encode();
        return (TagAndLength(Sequence, Length + after.Length), after);
    }

    private static byte[] TagAndLength(byte tag, long length)
    {
        if (length < 0x80)
        {
            return [tag, (byte)length];
        }

        ReadOnlySpan<byte> octets = [(byte)(length >> 32), (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        octets = octets.TrimStart((byte)0);
        return [tag, (byte)(0x80 | octets.Length), .. octets];
    }
}
