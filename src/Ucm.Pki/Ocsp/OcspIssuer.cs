using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Ocsp;

/// <summary>An issuer as CertIDs name it: the hashes of its name and of its key (RFC 6960 §4.1.1), by each algorithm.</summary>
public sealed class OcspIssuer
{
    private readonly Dictionary<OcspHash, (byte[][] Names, byte[] Key)> hashes = [];

    private OcspIssuer(IReadOnlyList<ReadOnlyMemory<byte>> names, ReadOnlySpan<byte> key)
    {
        foreach (var hash in OcspHashes.All)
        {
            hashes.Add(hash, ([.. names.Select(name => hash.Compute(name.Span))], hash.Compute(key)));
        }
    }

    /// <summary>Its name in the octets of its own certificate, and in those that other products write for the same name into what they issue.</summary>
    public static OcspIssuer Of(ParsedCertificate certificate) =>
        new(IssuerNameForms.Of(certificate.Subject), PublicKeyBits(certificate.SubjectPublicKeyInfo).Span);

    /// <summary>Of the name as the authority's own certificate has it.</summary>
    public ReadOnlyMemory<byte> NameHash(OcspHash hash) => hashes[hash].Names[0];

    /// <summary>Of the name in each form, that of <see cref="NameHash"/> first.</summary>
    public IReadOnlyList<byte[]> NameHashes(OcspHash hash) => hashes[hash].Names;

    public ReadOnlyMemory<byte> KeyHash(OcspHash hash) => hashes[hash].Key;

    /// <summary>Whether the CertID names this issuer.</summary>
    public bool Matches(OcspCertId certId)
    {
        if (certId.Hash == OcspHash.Unknown || !certId.IssuerKeyHash.SequenceEqual(KeyHash(certId.Hash).Span))
        {
            return false;
        }

        foreach (var name in hashes[certId.Hash].Names)
        {
            if (certId.IssuerNameHash.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the certificate's key is this issuer's own.</summary>
    public bool Speaks(ParsedCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return KeyHash(OcspHash.Sha256).Span.SequenceEqual(OcspHash.Sha256.Compute(PublicKeyBits(certificate.SubjectPublicKeyInfo).Span));
    }

    private static ReadOnlyMemory<byte> PublicKeyBits(ReadOnlyMemory<byte> spki)
    {
        var reader = Decoding.Sequence(spki);
        reader.ReadSequence();
        return reader.ReadOctetAlignedBitString();
    }
}
