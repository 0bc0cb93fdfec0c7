using System.Formats.Asn1;
using System.Text;

namespace Ucm.Pki.Tests.Linting;

/// <summary>Writes any element, right or wrong.</summary>
internal static class TestDer
{
    public static byte[] Tlv(int tag, params byte[][] parts)
    {
        byte[] content = [.. parts.SelectMany(part => part)];
        byte[] length = content.Length < 128 ? [(byte)content.Length] : [0x82, (byte)(content.Length >> 8), (byte)content.Length];
        length = content.Length is >= 128 and < 256 ? [0x81, (byte)content.Length] : length;
        return [(byte)tag, .. length, .. content];
    }

    public static byte[] Seq(params byte[][] parts) => Tlv(0x30, parts);

    public static byte[] Text(int tag, string text) => Tlv(tag, Encoding.UTF8.GetBytes(text));

    public static byte[] Oid(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        return writer.Encode();
    }

    public static byte[] Attribute(string oid, int tag, string text) => Tlv(0x31, Seq(Oid(oid), Text(tag, text)));

    public static byte[] Bits(params byte[] content) => Tlv(0x03, content);

    public static byte[] Purposes(params int[] numbers) => Seq([.. numbers.Select(number => Oid($"1.3.6.1.5.5.7.3.{number}"))]);

    public static byte[] Dns(params string[] names) => Seq([.. names.Select(name => Text(0x82, name))]);

    /// <summary>SubjectPublicKeyInfo with a made-up modulus that ends with <paramref name="last"/>.</summary>
    public static byte[] Rsa(int bits, byte last, byte[] exponent) =>
        Seq(Seq(Oid("1.2.840.113549.1.1.1"), [5, 0]), Bits([0, .. Seq(Tlv(2, [0, 0xC1, .. new byte[(bits / 8) - 2], last]), Tlv(2, exponent))]));
}
