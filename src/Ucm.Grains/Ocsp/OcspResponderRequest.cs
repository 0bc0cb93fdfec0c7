using System.Formats.Asn1;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Ocsp;

/// <summary>The PKCS#10 request of a responder: its key and nothing else (RFC 2986 §4).</summary>
internal static class OcspResponderRequest
{
    public static byte[] Create(ISigningKey key)
    {
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteInteger(0);
            info.PushSequence().Dispose();
            info.WriteEncodedValue(key.SubjectPublicKeyInfo.Span);
            info.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)).Dispose();
        }

        var encoded = info.Encode();
        var request = new AsnWriter(AsnEncodingRules.DER);
        using (request.PushSequence())
        {
            request.WriteEncodedValue(encoded);
            request.WriteEncodedValue(key.SignatureAlgorithm.Span);
            request.WriteBitString(key.Sign(encoded));
        }

        return request.Encode();
    }
}
