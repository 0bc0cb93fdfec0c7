using System.Formats.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Puts what was signed and its signature together: Certificate (RFC 5280 §4.1), and with the same shape CertificateList.</summary>
public static class CertificateAssembler
{
    /// <param name="tbs">DER of the to-be-signed structure, copied unchanged.</param>
    /// <param name="signatureAlgorithm">DER of the AlgorithmIdentifier, the same as inside <paramref name="tbs"/>.</param>
    public static byte[] Assemble(ReadOnlySpan<byte> tbs, ReadOnlySpan<byte> signatureAlgorithm, ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, tbs.Length + signatureAlgorithm.Length + signature.Length + 16);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(tbs);
            writer.WriteEncodedValue(signatureAlgorithm);
            writer.WriteBitString(signature);
        }

        return writer.Encode();
    }
}
