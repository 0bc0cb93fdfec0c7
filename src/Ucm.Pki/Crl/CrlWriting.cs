using System.Formats.Asn1;

namespace Ucm.Pki.Crl;

/// <summary>The parts that CRLs and their entries are written with.</summary>
internal static class CrlWriting
{
    /// <summary>Time: UTCTime until 2049, GeneralizedTime after (RFC 5280 §5.1.2.4) and before 1950, which UTCTime cannot say.</summary>
    public static void WriteTime(this AsnWriter writer, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year is >= 1950 and < 2050)
        {
            writer.WriteUtcTime(time);
        }
        else
        {
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        }
    }

    public static void WriteExtension<T>(this AsnWriter writer, string oid, T value, Action<AsnWriter, T> write, bool critical = false)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (critical)
            {
                writer.WriteBoolean(true);
            }

            using (writer.PushOctetString())
            {
                write(writer, value);
            }
        }
    }
}
