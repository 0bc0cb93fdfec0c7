using Ucm.Pki.Asn1;

namespace Ucm.Pki.Crl;

/// <summary>Walks the entries of a CRL made here, to compare it with its successor. Not for CRLs of strangers.</summary>
public ref struct CrlSerials
{
    private DerSpanReader entries;

    /// <param name="crl">CertificateList, DER.</param>
    /// <exception cref="FormatException">Not a version 2 CRL.</exception>
    public CrlSerials(ReadOnlySpan<byte> crl)
    {
        var outer = new DerSpanReader(crl);
        if (!outer.TryRead(DerSpanReader.Sequence, out var content))
        {
            throw Broken();
        }

        var list = new DerSpanReader(content);
        if (!list.TryRead(DerSpanReader.Sequence, out var toBeSigned))
        {
            throw Broken();
        }

        var fields = new DerSpanReader(toBeSigned);
        if (!fields.TryRead(DerSpanReader.Integer, out _) || !fields.TryRead(DerSpanReader.Sequence, out _) || !fields.TryRead(DerSpanReader.Sequence, out _)
            || !TryReadTime(ref fields) || !TryReadTime(ref fields) || !fields.TryReadOptional(DerSpanReader.Sequence, out var revoked))
        {
            throw Broken();
        }

        entries = new DerSpanReader(revoked);
    }

    private CrlSerials(DerSpanReader entries) => this.entries = entries;

    /// <summary>Unsigned, without leading zero octets.</summary>
    public ReadOnlySpan<byte> SerialNumber { get; private set; }

    /// <summary>CRLReason; 0 when there is none.</summary>
    public int Reason { get; private set; }

    internal static CrlSerials OfEntries(ReadOnlySpan<byte> encoded) => new(new DerSpanReader(encoded));

    public bool MoveNext()
    {
        if (entries.IsEmpty)
        {
            return false;
        }

        if (!entries.TryRead(DerSpanReader.Sequence, out var entry))
        {
            throw Broken();
        }

        var fields = new DerSpanReader(entry);
        if (!fields.TryRead(DerSpanReader.Integer, out var serial) || !TryReadTime(ref fields) || !fields.TryReadOptional(DerSpanReader.Sequence, out var extensions))
        {
            throw Broken();
        }

        SerialNumber = serial.TrimStart((byte)0);
        Reason = FindReason(extensions);
        return true;
    }

    /// <summary>reasonCode is written first when it is written.</summary>
    private static int FindReason(ReadOnlySpan<byte> extensions)
    {
        ReadOnlySpan<byte> reason = [0x30, 0x0a, 0x06, 0x03, 0x55, 0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01];
        return extensions.StartsWith(reason) && extensions.Length > reason.Length ? extensions[reason.Length] : 0;
    }

    private static bool TryReadTime(scoped ref DerSpanReader reader) => reader.TryRead(0x17, out _) || reader.TryRead(0x18, out _);

    private static FormatException Broken() => new("This is not a CRL of version 2.");
}
