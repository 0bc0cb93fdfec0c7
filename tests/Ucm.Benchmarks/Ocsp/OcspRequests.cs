using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Benchmarks.Ocsp;

/// <summary>An OCSPRequest for one certificate without a nonce, as RFC 5019 §2.1 wants it, so that the answer may be cached.</summary>
internal static class OcspRequests
{
    private const string Sha1 = "1.3.14.3.2.26";

    public static byte[] Encode(X509Certificate2 certificate, X509Certificate2 issuer, byte[]? nonce = null) => Encode(certificate.SerialNumberBytes.Span, issuer, nonce);

    /// <param name="serial">Content octets of the INTEGER; without a nonce they are the request's last.</param>
    public static byte[] Encode(ReadOnlySpan<byte> serial, X509Certificate2 issuer, byte[]? nonce = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            using (writer.PushSequence())
                WriteCertId(writer, serial, issuer);

            if (nonce is not null)
                WriteNonce(writer, nonce);
        }

        return writer.Encode();
    }

    private static void WriteNonce(AsnWriter writer, byte[] nonce)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.2");
            using (writer.PushOctetString())
                writer.WriteOctetString(nonce);
        }
    }

    private static void WriteCertId(AsnWriter writer, ReadOnlySpan<byte> serial, X509Certificate2 issuer)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Sha1);
                writer.WriteNull();
            }

            writer.WriteOctetString(Digest(issuer.SubjectName.RawData));
            writer.WriteOctetString(Digest(issuer.PublicKey.EncodedKeyValue.RawData));
            writer.WriteInteger(serial);
        }
    }

#pragma warning disable CA5350 // A CertID names an issuer by SHA-1 (RFC 5019 §2.1.1); nothing rests on its strength.
    private static byte[] Digest(byte[] data) => SHA1.HashData(data);
#pragma warning restore CA5350
}
