using System.Security.Cryptography;

namespace Ucm.Pki.Ocsp;

/// <summary>The hash algorithms of CertIDs and their AlgorithmIdentifiers.</summary>
public static class OcspHashes
{
    /// <summary>Those answered.</summary>
    public static ReadOnlySpan<OcspHash> All => [OcspHash.Sha1, OcspHash.Sha256, OcspHash.Sha384, OcspHash.Sha512];

    private static ReadOnlySpan<byte> Sha1Oid => [0x2b, 0x0e, 0x03, 0x02, 0x1a];

    private static ReadOnlySpan<byte> Sha256Oid => [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

    private static ReadOnlySpan<byte> Sha384Oid => [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];

    private static ReadOnlySpan<byte> Sha512Oid => [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];

    public static byte[] Compute(this OcspHash hash, ReadOnlySpan<byte> data) => hash switch
    {
        // SHA-1 names the issuer here, it protects nothing (RFC 6960 §4.1.1, RFC 5019 §2.1.1).
#pragma warning disable CA5350
        OcspHash.Sha1 => SHA1.HashData(data),
#pragma warning restore CA5350
        OcspHash.Sha256 => SHA256.HashData(data),
        OcspHash.Sha384 => SHA384.HashData(data),
        OcspHash.Sha512 => SHA512.HashData(data),
        _ => throw new ArgumentOutOfRangeException(nameof(hash)),
    };

    internal static ReadOnlySpan<byte> Oid(this OcspHash hash) => hash switch
    {
        OcspHash.Sha1 => Sha1Oid,
        OcspHash.Sha256 => Sha256Oid,
        OcspHash.Sha384 => Sha384Oid,
        OcspHash.Sha512 => Sha512Oid,
        _ => throw new ArgumentOutOfRangeException(nameof(hash)),
    };

    internal static OcspHash FromOid(ReadOnlySpan<byte> oid)
    {
        if (oid.SequenceEqual(Sha1Oid))
        {
            return OcspHash.Sha1;
        }

        if (oid.SequenceEqual(Sha256Oid))
        {
            return OcspHash.Sha256;
        }

        return oid.SequenceEqual(Sha384Oid) ? OcspHash.Sha384 : oid.SequenceEqual(Sha512Oid) ? OcspHash.Sha512 : OcspHash.Unknown;
    }
}
