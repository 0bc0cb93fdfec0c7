using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Ocsp;

/// <summary>An issuer as CertIDs name it: the hashes of its name and of its key (RFC 6960 §4.1.1), by each algorithm.</summary>
public sealed class OcspIssuer
{
    private readonly Dictionary<OcspHash, (byte[] Name, byte[] Key)> hashes = [];

    private OcspIssuer(ReadOnlySpan<byte> name, ReadOnlySpan<byte> key)
    {
        foreach (var hash in OcspHashes.All)
        {
            hashes.Add(hash, (hash.Compute(name), hash.Compute(key)));
        }
    }

    public static OcspIssuer Of(ParsedCertificate certificate) => new(certificate.Subject.Der.Span, PublicKeyBits(certificate.SubjectPublicKeyInfo).Span);

    public ReadOnlyMemory<byte> NameHash(OcspHash hash) => hashes[hash].Name;

    public ReadOnlyMemory<byte> KeyHash(OcspHash hash) => hashes[hash].Key;

    /// <summary>Whether the CertID names this issuer.</summary>
    public bool Matches(OcspCertId certId) => certId.Hash != OcspHash.Unknown
        && certId.IssuerNameHash.SequenceEqual(NameHash(certId.Hash).Span)
        && certId.IssuerKeyHash.SequenceEqual(KeyHash(certId.Hash).Span);

    private static ReadOnlyMemory<byte> PublicKeyBits(ReadOnlyMemory<byte> spki)
    {
        var reader = Decoding.Sequence(spki);
        reader.ReadSequence();
        return reader.ReadOctetAlignedBitString();
    }
}
