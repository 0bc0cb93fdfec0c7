using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Ucm.Storage.Certificates;

/// <summary>What a certificate is looked up by: the hashes that other programs show of it. No octets where only the serial is known.</summary>
internal static class CertificateFingerprints
{
    public static byte[] Sha256(ImmutableArray<byte> der) => der.IsDefaultOrEmpty ? [] : SHA256.HashData(der.AsSpan());

    [SuppressMessage("Security", "CA5350", Justification = "For looking up what other programs show; nothing rests on it.")]
    public static byte[] Sha1(ImmutableArray<byte> der) => der.IsDefaultOrEmpty ? [] : SHA1.HashData(der.AsSpan());
}
