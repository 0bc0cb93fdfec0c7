namespace Ucm.Pki.Crl;

/// <summary>
/// Encodes CRL entries one after the other into a stream, so that a million of them take a buffer and no more. 39 octets for a serial of 20 octets without a reason,
/// 53 with one (RFC 5280 §5.1.2.6, §5.3).
/// </summary>
/// <param name="output">Takes the contents of revokedCertificates, without its tag and length. Not closed.</param>
public sealed class CrlEntryWriter(Stream output)
{
    private const int MaxSerial = 20;
    private const int MaxEntry = 128;
    private const byte UtcTime = 0x17;
    private const byte GeneralizedTime = 0x18;
    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly byte[] previous = new byte[MaxSerial];
    private int previousLength;
    private int used;

    private static ReadOnlySpan<byte> ReasonCode => [0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01];

    private static ReadOnlySpan<byte> InvalidityDate => [0x30, 0x18, 0x06, 0x03, 0x55, 0x1d, 0x18, 0x04, 0x11, GeneralizedTime, 0x0f];

    public long Count { get; private set; }

    /// <summary>The newest revocation time of all entries so far; null when there is none.</summary>
    public DateTimeOffset? Newest { get; private set; }

    /// <summary>Octets of all entries so far.</summary>
    public long Length { get; private set; }

    /// <summary>Serials ascend octet by octet (not by value), which is what lets two CRLs be compared in one pass.</summary>
    /// <exception cref="ArgumentException">The serial is not after the one before, or has no 1..20 octets.</exception>
    public void Add(CrlEntry entry)
    {
        var serial = entry.SerialNumber.TrimStart((byte)0);
        if (serial.Length is 0 or > MaxSerial || (Count > 0 && serial.SequenceCompareTo(previous.AsSpan(0, previousLength)) <= 0))
        {
            throw new ArgumentException("The serials of a CRL's entries have 1 to 20 octets and ascend.", nameof(entry));
        }

        if (buffer.Length - used < MaxEntry)
        {
            Flush();
        }

        serial.CopyTo(previous);
        previousLength = serial.Length;
        var written = Encode(buffer.AsSpan(used), serial, entry);
        used += written;
        Length += written;
        Count++;
        Newest = Newest is { } newest && newest >= entry.RevokedAt ? newest : entry.RevokedAt;
    }

    /// <summary>Hands what is buffered to the stream.</summary>
    public void Flush()
    {
        output.Write(buffer, 0, used);
        used = 0;
    }

    /// <summary>Every length fits one octet: an entry has at most 82.</summary>
    private static int Encode(Span<byte> into, ReadOnlySpan<byte> serial, CrlEntry entry)
    {
        var at = 2;
        into[at++] = 0x02;
        var padded = serial[0] >= 0x80;
        into[at++] = (byte)(serial.Length + (padded ? 1 : 0));
        if (padded)
        {
            into[at++] = 0;
        }

        serial.CopyTo(into[at..]);
        at += serial.Length;
        at += WriteTime(into[at..], entry.RevokedAt, general: entry.RevokedAt.UtcDateTime.Year >= 2050);
        at += WriteExtensions(into[at..], entry);
        into[0] = 0x30;
        into[1] = (byte)(at - 2);
        return at;
    }

    private static int WriteExtensions(Span<byte> into, CrlEntry entry)
    {
        var at = 2;
        if (entry.Reason != 0)
        {
            ReasonCode.CopyTo(into[at..]);
            at += ReasonCode.Length;
            into[at++] = (byte)entry.Reason;
        }

        if (entry.InvalidityDate is { } date)
        {
            InvalidityDate.CopyTo(into[at..]);
            at += InvalidityDate.Length - 2;
            at += WriteTime(into[at..], date, general: true);
        }

        (into[0], into[1]) = (0x30, (byte)(at - 2));
        return at == 2 ? 0 : at;
    }

    /// <summary>Seconds, Zulu, no fractions.</summary>
    private static int WriteTime(Span<byte> into, DateTimeOffset time, bool general)
    {
        var length = general ? 15 : 13;
        (into[0], into[1]) = (general ? GeneralizedTime : UtcTime, (byte)length);
        var utc = time.UtcDateTime;
        if (general)
        {
            Digits(into[2..], utc.Year / 100);
        }

        var rest = into.Slice(2 + length - 13, 13);
        Digits(rest, utc.Year % 100);
        Digits(rest[2..], utc.Month);
        Digits(rest[4..], utc.Day);
        Digits(rest[6..], utc.Hour);
        Digits(rest[8..], utc.Minute);
        Digits(rest[10..], utc.Second);
        rest[12] = (byte)'Z';
        return 2 + length;
    }

    private static void Digits(Span<byte> into, int value) => (into[0], into[1]) = ((byte)('0' + (value / 10)), (byte)('0' + (value % 10)));
}
