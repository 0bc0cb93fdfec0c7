using Ucm.Pki.Asn1;

namespace Ucm.Pki.Crl;

/// <summary>
/// Walks the entries of a CRL made here, out of a stream, with a buffer of constant size: to compare a CRL with its successor. Not for CRLs of strangers, and it
/// does not check the signature.
/// </summary>
public sealed class CrlEntryReader
{
    private const int MaxEntry = 256;
    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly Stream source;
    private int start;
    private int end;
    private long entriesLeft;
    private bool ended;

    /// <param name="crl">CertificateList, DER. Not closed.</param>
    public CrlEntryReader(Stream crl)
        : this(crl, -1)
    {
    }

    private CrlEntryReader(Stream source, long entriesLeft) => (this.source, this.entriesLeft) = (source, entriesLeft);

    /// <summary>Unsigned, without leading zero octets; valid until the next move.</summary>
    public ReadOnlyMemory<byte> SerialNumber { get; private set; }

    /// <summary>CRLReason; 0 when there is none.</summary>
    public int Reason { get; private set; }

    /// <summary>Of what a <see cref="CrlEntryWriter"/> wrote.</summary>
    /// <param name="length">Octets of all entries.</param>
    public static CrlEntryReader OfEntries(Stream entries, long length) => new(entries, length);

    /// <exception cref="FormatException">Not a version 2 CRL, or cut off.</exception>
    public async ValueTask<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (entriesLeft < 0)
        {
            await Fill(buffer.Length, cancellationToken);
            ReadHeader();
        }

        if (entriesLeft == 0)
        {
            return false;
        }

        if (end - start < MaxEntry)
        {
            await Fill(MaxEntry, cancellationToken);
        }

        ReadEntry();
        return true;
    }

    private async ValueTask Fill(int wanted, CancellationToken cancellationToken)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        while (end < wanted && !ended)
        {
            var read = await source.ReadAsync(buffer.AsMemory(end), cancellationToken);
            ended = read == 0;
            end += read;
        }
    }

    private void ReadHeader()
    {
        // The outer lengths reach beyond the buffer, so only their tags and lengths are read here.
        Enter();
        Enter();
        var fields = new DerSpanReader(buffer.AsSpan(start, end - start));
        if (!fields.TryRead(DerSpanReader.Integer, out _, out var version) || !fields.TryRead(DerSpanReader.Sequence, out _, out var algorithm)
            || !fields.TryRead(DerSpanReader.Sequence, out _, out var issuer) || !TryReadTime(ref fields, out var thisUpdate) || !TryReadTime(ref fields, out var nextUpdate))
        {
            throw Broken();
        }

        start += version.Length + algorithm.Length + issuer.Length + thisUpdate + nextUpdate;
        entriesLeft = start < end && buffer[start] == DerSpanReader.Sequence ? Enter() : 0;
    }

    /// <summary>Past a SEQUENCE's tag and length; answers with the length of its content.</summary>
    private long Enter()
    {
        if (end - start < 7 || buffer[start] != DerSpanReader.Sequence)
        {
            throw Broken();
        }

        int first = buffer[start + 1];
        var octets = first < 0x80 ? 0 : first & 0x7f;
        if (first == 0x80 || octets > 5)
        {
            throw Broken();
        }

        long length = octets == 0 ? first : 0;
        for (var i = 0; i < octets; i++)
        {
            length = (length << 8) | buffer[start + 2 + i];
        }

        start += 2 + octets;
        return length;
    }

    private void ReadEntry()
    {
        var entries = new DerSpanReader(buffer.AsSpan(start, end - start));
        if (!entries.TryRead(DerSpanReader.Sequence, out var entry, out var whole) || whole.Length > entriesLeft)
        {
            throw Broken();
        }

        var fields = new DerSpanReader(entry);
        if (!fields.TryRead(DerSpanReader.Integer, out var serial) || !TryReadTime(ref fields, out _) || !fields.TryReadOptional(DerSpanReader.Sequence, out var extensions))
        {
            throw Broken();
        }

        // The INTEGER begins the entry, with one octet of tag and one of length, and perhaps a zero before the serial.
        var padding = serial.Length - serial.TrimStart((byte)0).Length;
        SerialNumber = buffer.AsMemory(start + whole.Length - entry.Length + 2 + padding, serial.Length - padding);
        Reason = FindReason(extensions);
        start += whole.Length;
        entriesLeft -= whole.Length;
    }

    /// <summary>reasonCode is written first when it is written.</summary>
    private static int FindReason(ReadOnlySpan<byte> extensions)
    {
        ReadOnlySpan<byte> reason = [0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01];
        return extensions.StartsWith(reason) && extensions.Length > reason.Length ? extensions[reason.Length] : 0;
    }

    private static bool TryReadTime(scoped ref DerSpanReader reader, out int length)
    {
        var read = reader.TryRead(0x17, out _, out var element) || reader.TryRead(0x18, out _, out element);
        length = element.Length;
        return read;
    }

    private static FormatException Broken() => new("This is not a CRL of version 2.");
}
