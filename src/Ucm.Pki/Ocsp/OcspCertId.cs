using Ucm.Pki.Asn1;

namespace Ucm.Pki.Ocsp;

/// <summary>
/// CertID (RFC 6960 §4.1.1), as slices of the client's bytes. <see cref="Der"/> goes back into the response as it came: some clients compare octets.
/// </summary>
public readonly ref struct OcspCertId
{
    /// <summary>An issuer is named with at most a SHA-512 and its parameters are NULL or absent, so more than this is rubbish.</summary>
    public const int MaxLength = 256;

    private OcspCertId(ReadOnlySpan<byte> der, OcspHash hash)
    {
        Der = der;
        Hash = hash;
    }

    /// <summary>The whole CertID.</summary>
    public ReadOnlySpan<byte> Der { get; }

    public OcspHash Hash { get; }

    /// <summary>Hash of the issuer's distinguished name.</summary>
    public ReadOnlySpan<byte> IssuerNameHash { get; private init; }

    /// <summary>Hash of the issuer's public key, without tag, length and unused bits.</summary>
    public ReadOnlySpan<byte> IssuerKeyHash { get; private init; }

    /// <summary>Content octets of the INTEGER, minimal; may be negative or longer than any serial number issued here.</summary>
    public ReadOnlySpan<byte> SerialNumber { get; private init; }

    /// <summary>True when the serial number is one that could have been issued: positive, 20 octets at most (RFC 5280 §4.1.2.2).</summary>
    public bool HasPossibleSerialNumber => (SerialNumber[0] & 0x80) == 0 && SerialNumber.TrimStart((byte)0).Length is >= 1 and <= 20;

    /// <summary>Reads exactly one CertID.</summary>
    public static bool TryRead(ReadOnlySpan<byte> der, out OcspCertId certId)
    {
        var reader = new DerSpanReader(der);
        return TryRead(ref reader, out certId) && reader.IsEmpty;
    }

    internal static bool TryRead(scoped ref DerSpanReader reader, out OcspCertId certId)
    {
        certId = default;
        if (!reader.TryRead(DerSpanReader.Sequence, out var content, out var element) || element.Length > MaxLength)
        {
            return false;
        }

        var fields = new DerSpanReader(content);
        if (!fields.TryRead(DerSpanReader.Sequence, out var algorithm) || !TryReadHash(algorithm, out var hash)
            || !fields.TryRead(DerSpanReader.OctetString, out var name) || !fields.TryRead(DerSpanReader.OctetString, out var key)
            || !fields.TryRead(DerSpanReader.Integer, out var serial) || !fields.IsEmpty || !IsMinimal(serial))
        {
            return false;
        }

        certId = new OcspCertId(element, hash) { IssuerNameHash = name, IssuerKeyHash = key, SerialNumber = serial };
        return true;
    }

    private static bool TryReadHash(ReadOnlySpan<byte> algorithm, out OcspHash hash)
    {
        hash = default;
        var reader = new DerSpanReader(algorithm);
        if (!reader.TryRead(DerSpanReader.Oid, out var oid) || oid.IsEmpty)
        {
            return false;
        }

        hash = OcspHashes.FromOid(oid);
        if (reader.IsEmpty)
        {
            return true;
        }

        // Of an unknown algorithm the parameters are unknown too.
        return hash == OcspHash.Unknown || (reader.TryRead(DerSpanReader.Null, out var empty) && empty.IsEmpty && reader.IsEmpty);
    }

    private static bool IsMinimal(ReadOnlySpan<byte> integer) =>
        integer.Length == 1 || (integer.Length > 1 && !(integer[0] == 0 && integer[1] < 0x80) && !(integer[0] == 0xff && integer[1] >= 0x80));
}
