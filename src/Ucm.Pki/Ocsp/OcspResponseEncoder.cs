using System.Formats.Asn1;

namespace Ucm.Pki.Ocsp;

/// <summary>Encodes OCSPResponse and BasicOCSPResponse (RFC 6960 §4.2.1).</summary>
public static class OcspResponseEncoder
{
    private const string Basic = "1.3.6.1.5.5.7.48.1.1";
    private const string NonceExtension = "1.3.6.1.5.5.7.48.1.2";
    private const string ExtendedRevokeExtension = "1.3.6.1.5.5.7.48.1.9";
    private const string ArchiveCutoffExtension = "1.3.6.1.5.5.7.48.1.6";
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag Tag2 = new(TagClass.ContextSpecific, 2, isConstructed: true);

    /// <summary>ResponseData: the bytes to sign.</summary>
    public static byte[] EncodeToBeSigned(OcspResponseContent content)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(Tag2))
            {
                writer.WriteOctetString(content.ResponderKeyHash.Span);
            }

            writer.WriteGeneralizedTime(content.ProducedAt, omitFractionalSeconds: true);
            using (writer.PushSequence())
            {
                foreach (var response in content.Responses)
                {
                    Write(writer, response);
                }
            }

            WriteExtensions(writer, content);
        }

        return writer.Encode();
    }

    /// <summary>The whole response, status successful.</summary>
    /// <param name="certificate">The delegated responder's certificate, or empty when the authority itself signed.</param>
    public static byte[] Assemble(ReadOnlySpan<byte> toBeSigned, ReadOnlySpan<byte> signatureAlgorithm, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            // WriteEnumeratedValue looks at the attributes of the type each time.
            writer.WriteEncodedValue([0x0a, 0x01, (byte)OcspResponseStatus.Successful]);
            using (writer.PushSequence(Tag0))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Basic);
                using (writer.PushOctetString())
                {
                    WriteBasic(writer, toBeSigned, signatureAlgorithm, signature, certificate);
                }
            }
        }

        return writer.Encode();
    }

    private static void WriteBasic(AsnWriter writer, ReadOnlySpan<byte> toBeSigned, ReadOnlySpan<byte> algorithm, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> certificate)
    {
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(toBeSigned);
            writer.WriteEncodedValue(algorithm);
            writer.WriteBitString(signature);
            if (!certificate.IsEmpty)
            {
                using (writer.PushSequence(Tag0))
                using (writer.PushSequence())
                {
                    writer.WriteEncodedValue(certificate);
                }
            }
        }
    }

    private static void Write(AsnWriter writer, OcspSingleResponse response)
    {
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(response.CertId.Span);
            WriteCertStatus(writer, response.Status, response.Revocation);
            writer.WriteGeneralizedTime(response.ThisUpdate, omitFractionalSeconds: true);
            using (writer.PushSequence(Tag0))
            {
                writer.WriteGeneralizedTime(response.NextUpdate, omitFractionalSeconds: true);
            }

            if (response.ArchiveCutoff is { } cutoff)
            {
                using (writer.PushSequence(Tag1))
                using (writer.PushSequence())
                {
                    WriteExtension(writer, ArchiveCutoffExtension, value => value.WriteGeneralizedTime(cutoff, omitFractionalSeconds: true));
                }
            }
        }
    }

    private static void WriteCertStatus(AsnWriter writer, OcspStatus status, OcspRevocation? revocation)
    {
        if (status != OcspStatus.Revoked)
        {
            writer.WriteNull(new Asn1Tag(TagClass.ContextSpecific, (int)status));
            return;
        }

        ArgumentNullException.ThrowIfNull(revocation);
        using (writer.PushSequence(Tag1))
        {
            writer.WriteGeneralizedTime(revocation.RevokedAt, omitFractionalSeconds: true);
            if (revocation.Reason != 0)
            {
                using (writer.PushSequence(Tag0))
                {
                    writer.WriteEncodedValue([0x0a, 0x01, (byte)revocation.Reason]);
                }
            }
        }
    }

    private static void WriteExtensions(AsnWriter writer, OcspResponseContent content)
    {
        if (content.Nonce.IsEmpty && !content.ExtendedRevoke)
        {
            return;
        }

        using (writer.PushSequence(Tag1))
        using (writer.PushSequence())
        {
            if (!content.Nonce.IsEmpty)
            {
                WriteExtension(writer, NonceExtension, value => value.WriteOctetString(content.Nonce.Span));
            }

            if (content.ExtendedRevoke)
            {
                WriteExtension(writer, ExtendedRevokeExtension, static value => value.WriteNull());
            }
        }
    }

    private static void WriteExtension(AsnWriter writer, string oid, Action<AsnWriter> write)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushOctetString())
            {
                write(writer);
            }
        }
    }
}
