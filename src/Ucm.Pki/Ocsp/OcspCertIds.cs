using System.Formats.Asn1;

namespace Ucm.Pki.Ocsp;

/// <summary>Writes CertIDs: for clients, and to find every form in which one certificate can have been asked for.</summary>
public static class OcspCertIds
{
    /// <param name="withNull">Whether the AlgorithmIdentifier has NULL parameters; both forms are in use.</param>
    /// <param name="serialNumber">Unsigned big-endian.</param>
    public static byte[] Encode(OcspIssuer issuer, OcspHash hash, bool withNull, ReadOnlySpan<byte> serialNumber)
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

            writer.WriteOctetString(issuer.NameHash(hash).Span);
            writer.WriteOctetString(issuer.KeyHash(hash).Span);
            writer.WriteIntegerUnsigned(serialNumber);
        }

        return writer.Encode();
    }
}
