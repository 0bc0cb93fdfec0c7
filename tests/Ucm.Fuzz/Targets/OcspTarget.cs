using System.Formats.Asn1;
using System.Text;
using Ucm.Fuzz.Mutation;
using Ucm.Pki.Ocsp;

namespace Ucm.Fuzz.Targets;

/// <summary>OCSP requests, by POST and as the path of a GET.</summary>
internal static class OcspTarget
{
    public static FuzzTarget Create() => new("ocsp", [Request(nonce: false, 1), Request(nonce: true, 1), Request(nonce: true, 3)], new DerMutator(), Accept);

    private static bool Accept(byte[] input)
    {
        ReadPath(Encoding.Latin1.GetString(input));
        ReadPath(Convert.ToBase64String(input));
        if (!OcspRequest.TryRead(input, out var request))
        {
            return false;
        }

        foreach (var certificate in request)
        {
            OcspCertId.TryRead(certificate.Der, out _);
        }

        return true;
    }

    private static void ReadPath(string path)
    {
        var decoded = new byte[path.Length + 3];
        if (OcspGetPath.TryDecode(path, decoded, out var written))
        {
            OcspRequest.TryRead(decoded.AsSpan(0, written), out _);
        }
    }

    private static byte[] Request(bool nonce, int count)
    {
        var issuer = OcspIssuer.Of(Samples.Root);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                for (var i = 0; i < count; i++)
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteEncodedValue(OcspCertIds.Encode(issuer, i == 0 ? OcspHash.Sha1 : OcspHash.Sha256, withNull: true, [1, 2, (byte)i]));
                    }
                }
            }

            if (nonce)
            {
                WriteNonce(writer);
            }
        }

        return writer.Encode();
    }

    private static void WriteNonce(AsnWriter writer)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.2");
            writer.WriteOctetString([0x04, 0x08, 1, 2, 3, 4, 5, 6, 7, 8]);
        }
    }
}
