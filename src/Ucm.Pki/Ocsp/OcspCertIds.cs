using System.Formats.Asn1;

namespace Ucm.Pki.Ocsp;

/// <summary>Writes CertIDs: for clients, and to find every form in which one certificate can have been asked for.</summary>
public static class OcspCertIds
{
    /// <summary>Every form in which a client can have asked: each hash, each form of the issuer's name, with NULL parameters and without.</summary>
    /// <param name="serialNumber">Unsigned big-endian.</param>
    public static IReadOnlyList<byte[]> EncodeAll(OcspIssuer issuer, ReadOnlySpan<byte> serialNumber)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        var forms = new List<byte[]>();
        foreach (var hash in OcspHashes.All)
        {
            foreach (var name in issuer.NameHashes(hash))
            {
                forms.Add(Encode(name, issuer.KeyHash(hash).Span, hash, withNull: true, serialNumber));
                forms.Add(Encode(name, issuer.KeyHash(hash).Span, hash, withNull: false, serialNumber));
            }
        }

        return forms;
    }

    /// <param name="withNull">Whether the AlgorithmIdentifier has NULL parameters; both forms are in use.</param>
    /// <param name="serialNumber">Unsigned big-endian.</param>
    public static byte[] Encode(OcspIssuer issuer, OcspHash hash, bool withNull, ReadOnlySpan<byte> serialNumber)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        return Encode(issuer.NameHash(hash).Span, issuer.KeyHash(hash).Span, hash, withNull, serialNumber);
    }

    private static byte[] Encode(ReadOnlySpan<byte> nameHash, ReadOnlySpan<byte> keyHash, OcspHash hash, bool withNull, ReadOnlySpan<byte> serialNumber)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                Span<byte> oid = stackalloc byte[16];
                var content = hash.Oid();
                oid[0] = 0x06;
                oid[1] = (byte)content.Length;
                content.CopyTo(oid[2..]);
                writer.WriteEncodedValue(oid[..(2 + content.Length)]);
                if (withNull)
                {
                    writer.WriteNull();
                }
            }

            writer.WriteOctetString(nameHash);
            writer.WriteOctetString(keyHash);
            writer.WriteIntegerUnsigned(serialNumber);
        }

        return writer.Encode();
    }
}
