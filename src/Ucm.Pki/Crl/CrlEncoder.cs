using System.Formats.Asn1;
using System.Numerics;

namespace Ucm.Pki.Crl;

/// <summary>Encodes the fixed parts of a TBSCertList, version 2 (RFC 5280 §5.1, §5.2).</summary>
internal static class CrlEncoder
{
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>version to nextUpdate.</summary>
    public static byte[] EncodeFields(CrlHeader header)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteInteger(1);
        writer.WriteEncodedValue(header.SignatureAlgorithm.Span);
        writer.WriteEncodedValue(header.Issuer.Span);
        writer.WriteTime(header.ThisUpdate);
        writer.WriteTime(header.NextUpdate);
        return writer.Encode();
    }

    public static byte[] EncodeExtensions(CrlHeader header)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(Tag0))
        using (writer.PushSequence())
        {
            writer.WriteExtension(CrlOids.AuthorityKeyIdentifier, header.AuthorityKeyIdentifier, WriteKeyIdentifier);
            writer.WriteExtension(CrlOids.CrlNumber, header.Number, WriteNumber);
            if (header.BaseNumber is { } baseNumber)
            {
                writer.WriteExtension(CrlOids.DeltaCrlIndicator, baseNumber, WriteNumber, critical: true);
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

    /// <summary>At most 20 octets (§5.2.3): relying parties need not understand more.</summary>
    private static void WriteNumber(AsnWriter writer, BigInteger number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, CrlNumbers.Max);
        writer.WriteInteger(number);
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
}
