using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Benchmarks.Ocsp;

/// <summary>An OCSPRequest for one certificate without a nonce, as RFC 5019 §2.1 wants it, so that the answer may be cached.</summary>
internal static class OcspRequests
{
    private const string Sha1 = "1.3.14.3.2.26";

    public static byte[] Encode(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Sha1);
                writer.WriteNull();
            }

            writer.WriteOctetString(Digest(issuer.SubjectName.RawData));
            writer.WriteOctetString(Digest(issuer.PublicKey.EncodedKeyValue.RawData));
            writer.WriteInteger(certificate.SerialNumberBytes.Span);
        }

        return writer.Encode();
    }

#pragma warning disable CA5350 // A CertID names an issuer by SHA-1 (RFC 5019 §2.1.1); nothing rests on its strength.
    private static byte[] Digest(byte[] data) => SHA1.HashData(data);
#pragma warning restore CA5350
}
