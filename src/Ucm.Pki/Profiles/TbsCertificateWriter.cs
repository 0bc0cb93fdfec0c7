using System.Formats.Asn1;
using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>Encodes TBSCertificate (RFC 5280 §4.1.2).</summary>
internal static class TbsCertificateWriter
{
    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, isConstructed: true);

    public static byte[] Write(
        Composition composition,
        ReadOnlySpan<byte> serial,
        DistinguishedName subject,
        IReadOnlyList<GeneralName> names,
        DateTimeOffset notBefore,
        DateTimeOffset notAfter)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, 1024 + (64 * names.Count));
        using (writer.PushSequence())
        {
            using (writer.PushSequence(VersionTag))
            {
                writer.WriteInteger(2);
            }

            writer.WriteIntegerUnsigned(Checked(serial));
            writer.WriteEncodedValue(composition.Issuer.SignatureAlgorithm);
            writer.WriteEncodedValue(composition.Issuer.Subject.Der.Span);
            using (writer.PushSequence())
            {
                WriteTime(writer, notBefore);
                WriteTime(writer, notAfter);
            }

            writer.WriteEncodedValue(subject.Der.Span);
            writer.WriteEncodedValue(composition.SubjectKey.Der.Span);
            using (writer.PushSequence(ExtensionsTag))
            using (writer.PushSequence())
            {
                ExtensionWriter.Write(writer, composition, subject, names);
            }
        }

        return writer.Encode();
    }

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> serial)
    {
        var octets = serial.TrimStart((byte)0);
        var encoded = octets.Length + (octets.Length > 0 && octets[0] >= 0x80 ? 1 : 0);
        return encoded is 0 or > SerialNumbers.MaxOctets
            ? throw new PkiFaultException(PkiFaultKind.Policy, "A serial number is positive and has at most 20 octets (RFC 5280 §4.1.2.2).")
            : octets;
    }

    /// <summary>RFC 5280 §4.1.2.5: UTCTime until 2049, GeneralizedTime after (and before 1950, which UTCTime cannot say), no fractions.</summary>
    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.Year is >= 1950 and < 2050)
        {
            writer.WriteUtcTime(time, twoDigitYearMax: 2049);
        }
        else
        {
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }
    }
}
