using Ucm.Pki.Asn1;

namespace Ucm.Pki.Ocsp;

/// <summary>
/// OCSPRequest (RFC 6960 §4.1.1) as slices of the client's bytes: nothing is copied. A signature on the request is not looked at: everybody may ask.
/// Only DER is understood, so that one CertID has one form. A request is malformed when a critical extension is not known or the nonce is not of 1..128
/// octets (RFC 9654 §2.1). A nonce in another form than an OCTET STRING, or about a single certificate, comes from old stacks: the answer leaves it out.
/// </summary>
public readonly ref struct OcspRequest
{
    public const int MaxLength = 8192;
    private const int MaxNonce = 128;
    private readonly ReadOnlySpan<byte> list;

    private OcspRequest(ReadOnlySpan<byte> list, OcspCertId first, int count)
    {
        this.list = list;
        First = first;
        Count = count;
    }

    public OcspCertId First { get; }

    /// <summary>How many certificates are asked about, at least 1.</summary>
    public int Count { get; }

    /// <summary>1..128 octets to echo, or empty.</summary>
    public ReadOnlySpan<byte> Nonce { get; private init; }

    /// <summary>PreferredSignatureAlgorithms (RFC 6960 §4.4.7), the client's first choice first: see <see cref="OcspPreferredAlgorithms"/>. Empty when it does not care.</summary>
    public ReadOnlySpan<byte> PreferredAlgorithms { get; private init; }

    private static ReadOnlySpan<byte> PreferredOid => [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x08];

    private static ReadOnlySpan<byte> NonceOid => [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02];

    /// <summary>False means malformedRequest.</summary>
    public static bool TryRead(ReadOnlySpan<byte> der, out OcspRequest request)
    {
        request = default;
        var outer = new DerSpanReader(der);
        if (der.Length > MaxLength || !outer.TryRead(DerSpanReader.Sequence, out var content) || !outer.IsEmpty)
        {
            return false;
        }

        var fields = new DerSpanReader(content);
        return fields.TryRead(DerSpanReader.Sequence, out var tbs) && fields.TryReadOptional(0xa0, out _) && fields.IsEmpty && TryReadTbs(tbs, out request);
    }

    public OcspCertIdEnumerator GetEnumerator() => new(list);

    private static bool TryReadTbs(ReadOnlySpan<byte> tbs, out OcspRequest request)
    {
        request = default;
        var reader = new DerSpanReader(tbs);
        return reader.TryReadOptional(0xa0, out var version) && IsVersion1(version)
            && reader.TryReadOptional(0xa1, out _)
            && reader.TryRead(DerSpanReader.Sequence, out var list)
            && reader.TryReadOptional(0xa2, out var extensions) && reader.IsEmpty
            && TryReadExtensions(extensions, isAboutOne: false, out var known)
            && TryReadList(list, known, out request);
    }

    private static bool IsVersion1(ReadOnlySpan<byte> version) => version.IsEmpty || version.SequenceEqual((ReadOnlySpan<byte>)[0x02, 0x01, 0x00]);

    private static bool TryReadList(ReadOnlySpan<byte> list, Extensions known, out OcspRequest request)
    {
        var first = default(OcspCertId);
        var count = 0;
        var reader = new DerSpanReader(list);
        while (!reader.IsEmpty)
        {
            if (!TryReadOne(ref reader, out var certId))
            {
                request = default;
                return false;
            }

            first = count++ == 0 ? certId : first;
        }

        request = new OcspRequest(list, first, count) { Nonce = known.Nonce, PreferredAlgorithms = known.Preferred };
        return count > 0;
    }

    internal static bool TryReadOne(scoped ref DerSpanReader list, out OcspCertId certId)
    {
        certId = default;
        if (!list.TryRead(DerSpanReader.Sequence, out var content))
        {
            return false;
        }

        var reader = new DerSpanReader(content);
        return OcspCertId.TryRead(ref reader, out certId) && reader.TryReadOptional(0xa0, out var extensions) && reader.IsEmpty
            && TryReadExtensions(extensions, isAboutOne: true, out _);
    }

    private static bool TryReadExtensions(ReadOnlySpan<byte> wrapped, bool isAboutOne, out Extensions known)
    {
        known = default;
        if (wrapped.IsEmpty)
        {
            return true;
        }

        var outer = new DerSpanReader(wrapped);
        if (!outer.TryRead(DerSpanReader.Sequence, out var content) || !outer.IsEmpty)
        {
            return false;
        }

        var reader = new DerSpanReader(content);
        while (!reader.IsEmpty)
        {
            if (!reader.TryRead(DerSpanReader.Sequence, out var extension) || !TryReadExtension(extension, isAboutOne, ref known))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadExtension(ReadOnlySpan<byte> extension, bool isAboutOne, scoped ref Extensions known)
    {
        var reader = new DerSpanReader(extension);
        if (!reader.TryRead(DerSpanReader.Oid, out var oid) || !reader.TryReadOptional(DerSpanReader.Boolean, out var critical)
            || !reader.TryRead(DerSpanReader.OctetString, out var value) || !reader.IsEmpty)
        {
            return false;
        }

        if (oid.SequenceEqual(NonceOid))
        {
            return isAboutOne || (known.Nonce.IsEmpty && TryReadNonce(value, out known.Nonce));
        }

        return oid.SequenceEqual(PreferredOid)
            ? known.Preferred.IsEmpty && OcspPreferredAlgorithms.TryRead(value, out known.Preferred)
            : critical.IsEmpty || critical.SequenceEqual((ReadOnlySpan<byte>)[0x00]);
    }

    private static bool TryReadNonce(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> nonce)
    {
        var reader = new DerSpanReader(value);
        if (reader.TryRead(DerSpanReader.OctetString, out nonce) && reader.IsEmpty)
        {
            return nonce.Length is >= 1 and <= MaxNonce;
        }

        // No OCTET STRING: the octets themselves, or an INTEGER of them.
        nonce = default;
        return value.Length is >= 1 and <= MaxNonce + 3;
    }

    private ref struct Extensions
    {
        public ReadOnlySpan<byte> Nonce;
        public ReadOnlySpan<byte> Preferred;
    }
}
