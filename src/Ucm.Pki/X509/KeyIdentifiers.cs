using System.Security.Cryptography;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Key identifiers (RFC 7093 §2 method 1).</summary>
public static class KeyIdentifiers
{
    /// <summary>The leftmost 160 bits of SHA-256 over the BIT STRING contents of a well-formed SubjectPublicKeyInfo.</summary>
    /// <exception cref="System.Formats.Asn1.AsnContentException">Not a SubjectPublicKeyInfo.</exception>
    public static byte[] Compute(ReadOnlyMemory<byte> subjectPublicKeyInfo)
    {
        var info = Decoding.Sequence(subjectPublicKeyInfo);
        info.ReadSequence();
        return ComputeFromKey(info.ReadOctetAlignedBitString().Span);
    }

    internal static byte[] ComputeFromKey(ReadOnlySpan<byte> key) => SHA256.HashData(key)[..20];
}
