using System.Formats.Asn1;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Requests;

/// <summary>Writes a PKCS#10 request (RFC 2986 §4) for a key that was generated here.</summary>
public static class CertificationRequestWriter
{
    /// <summary>DER, signed by <paramref name="key"/>, without attributes: names travel beside it.</summary>
    public static byte[] Write(ISigningKey key, DistinguishedName subject)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(subject);
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteInteger(0);
            info.WriteEncodedValue(subject.Der.Span);
            info.WriteEncodedValue(key.SubjectPublicKeyInfo.Span);
            using (info.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
            }
        }

        var signed = info.Encode();
        return CertificateAssembler.Assemble(signed, key.SignatureAlgorithm.Span, key.Sign(signed));
    }
}
