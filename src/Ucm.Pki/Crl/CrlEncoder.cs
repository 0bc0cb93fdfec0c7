using System.Formats.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Crl;

/// <summary>Encodes CertificateList, version 2 (RFC 5280 §5).</summary>
public static class CrlEncoder
{
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>TBSCertList: the bytes to sign.</summary>
    public static byte[] EncodeToBeSigned(CrlHeader header, CrlEntries entries)
    {
        // The collected entries are copied once; an AsnWriter would copy them with each enclosing length.
        var prefix = EncodePrefix(header);
        var suffix = EncodeExtensions(header);
        var list = entries.Count == 0 ? [] : EncodeTagAndLength(entries.Encoded.Length);
        var length = prefix.Length + list.Length + entries.Encoded.Length + suffix.Length;
        var outer = EncodeTagAndLength(length);
        var encoded = new byte[outer.Length + length];
        var rest = encoded.AsSpan();
        foreach (var part in (ReadOnlySpan<byte[]>)[outer, prefix, list])
        {
            part.CopyTo(rest);
            rest = rest[part.Length..];
        }

        entries.Encoded.CopyTo(rest);
        suffix.CopyTo(rest[entries.Encoded.Length..]);
        return encoded;
    }

    /// <summary>The signed CRL.</summary>
    public static byte[] Assemble(ReadOnlySpan<byte> toBeSigned, ReadOnlySpan<byte> signatureAlgorithm, ReadOnlySpan<byte> signature) =>
        CertificateAssembler.Assemble(toBeSigned, signatureAlgorithm, signature);

    private static byte[] EncodePrefix(CrlHeader header)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteInteger(1);
        writer.WriteEncodedValue(header.SignatureAlgorithm.Span);
        writer.WriteEncodedValue(header.Issuer.Span);
        writer.WriteTime(header.ThisUpdate);
        writer.WriteTime(header.NextUpdate);
        return writer.Encode();
    }

    private static byte[] EncodeExtensions(CrlHeader header)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(Tag0))
        using (writer.PushSequence())
        {
            writer.WriteExtension(CrlOids.AuthorityKeyIdentifier, header.AuthorityKeyIdentifier, WriteKeyIdentifier);
            writer.WriteExtension(CrlOids.CrlNumber, header.Number, static (value, number) => value.WriteInteger(number));
            if (header.BaseNumber is { } baseNumber)
            {
                writer.WriteExtension(CrlOids.DeltaCrlIndicator, baseNumber, static (value, number) => value.WriteInteger(number), critical: true);
            }

            if (header.DistributionPoint is { } shard)
            {
                writer.WriteExtension(CrlOids.IssuingDistributionPoint, shard, WriteIssuingDistributionPoint, critical: true);
            }

            if (header.FreshestCrl is { } freshest)
            {
                writer.WriteExtension(CrlOids.FreshestCrl, freshest, WriteDistributionPoints);
            }
        }

        return writer.Encode();
    }

    private static void WriteKeyIdentifier(AsnWriter writer, ReadOnlyMemory<byte> keyIdentifier)
    {
        using (writer.PushSequence())
        {
            writer.WriteOctetString(keyIdentifier.Span, new Asn1Tag(TagClass.ContextSpecific, 0));
        }
    }

    private static void WriteDistributionPoints(AsnWriter writer, string url)
    {
        using (writer.PushSequence())
        {
            WriteIssuingDistributionPoint(writer, url);
        }
    }

    /// <summary>IssuingDistributionPoint and DistributionPoint begin alike: distributionPoint [0] fullName [0] uri [6].</summary>
    private static void WriteIssuingDistributionPoint(AsnWriter writer, string url)
    {
        using (writer.PushSequence())
        using (writer.PushSequence(Tag0))
        using (writer.PushSequence(Tag0))
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, url, new Asn1Tag(TagClass.ContextSpecific, 6));
        }
    }

    private static byte[] EncodeTagAndLength(int length)
    {
        if (length < 0x80)
        {
            return [0x30, (byte)length];
        }

        ReadOnlySpan<byte> octets = [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        octets = octets.TrimStart((byte)0);
        return [0x30, (byte)(0x80 | octets.Length), .. octets];
    }
}
