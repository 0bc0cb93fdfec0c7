using System.Buffers;
using System.Formats.Asn1;

namespace Ucm.Pki.Crl;

/// <summary>
/// Collects encoded CRL entries one by one, so that a million of them take their encoded size (39 octets without a reason, 53 with) and no more.
/// </summary>
public sealed class CrlEntries
{
    private readonly ArrayBufferWriter<byte> encoded = new(4096);
    private readonly AsnWriter writer = new(AsnEncodingRules.DER);

    public long Count { get; private set; }

    internal ReadOnlySpan<byte> Encoded => encoded.WrittenSpan;

    /// <summary>Walks what was added.</summary>
    public CrlSerials Read() => CrlSerials.OfEntries(encoded.WrittenSpan);

    public void Add(CrlEntry entry)
    {
        writer.Reset();
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(entry.SerialNumber);
            writer.WriteTime(entry.RevokedAt);
            if (entry.Reason != 0 || entry.InvalidityDate is not null)
            {
                WriteExtensions(entry.Reason, entry.InvalidityDate);
            }
        }

        var span = encoded.GetSpan(writer.GetEncodedLength());
        encoded.Advance(writer.Encode(span));
        Count++;
    }

    private void WriteExtensions(int reason, DateTimeOffset? invalidityDate)
    {
        using (writer.PushSequence())
        {
            if (reason != 0)
            {
                writer.WriteExtension(CrlOids.ReasonCode, (byte)reason, static (value, code) => value.WriteEncodedValue([0x0a, 0x01, code]));
            }

            if (invalidityDate is { } date)
            {
                writer.WriteExtension(CrlOids.InvalidityDate, date, static (value, at) => value.WriteGeneralizedTime(at, omitFractionalSeconds: true));
            }
        }
    }
}
