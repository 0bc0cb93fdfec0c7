using System.Formats.Asn1;
using Ucm.Pki.Asn1;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Requests;

/// <summary>Decodes CertificationRequest (RFC 2986 §4).</summary>
internal static class CertificationRequestReader
{
    private static readonly Asn1Tag AttributesTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    public static CertificationRequest Read(ReadOnlyMemory<byte> der)
    {
        if (der.Length > CertificationRequest.MaxLength)
        {
            throw new PkiFaultException(PkiFaultKind.Malformed, $"The request is longer than {CertificationRequest.MaxLength} octets.");
        }

        var request = Decoding.Sequence(der);
        var info = request.PeekEncodedValue();
        var body = request.ReadSequence();
        var signatureAlgorithm = request.ReadEncodedValue();
        var signature = request.ReadOctetAlignedBitString();
        request.ThrowIfNotEmpty();

        if (!body.TryReadInt32(out var version) || version != 0)
        {
            throw new PkiFaultException(PkiFaultKind.Malformed, "The request is not of version 1 (RFC 2986 §4.1).");
        }

        var subject = DistinguishedNameReader.Read(body.ReadEncodedValue());
        var publicKey = PublicKeyReader.Read(body.ReadEncodedValue());
        var attributes = RequestAttributes.Read(body.HasData ? body.ReadSetOf(skipSortOrderValidation: true, AttributesTag) : null);
        body.ThrowIfNotEmpty();
        return new CertificationRequest
        {
            Der = der,
            Info = info,
            Subject = subject,
            PublicKey = publicKey,
            Names = ReadNames(attributes.Extensions),
            RequestedExtensions = attributes.Extensions,
            ChallengePassword = attributes.ChallengePassword,
            SignatureAlgorithm = signatureAlgorithm,
            Signature = signature,
        };
    }

    private static IReadOnlyList<GeneralName> ReadNames(List<CertificateExtension> extensions)
    {
        if (extensions.Find(extension => extension.Oid == Oids.SubjectAlternativeName) is not { } extension)
        {
            return [];
        }

        var names = new List<GeneralName>();
        foreach (var (kind, text) in SubjectAlternativeNames.Decode(extension.Value))
        {
            names.Add(kind is { } known
                ? new GeneralName(known, text)
                : throw new PkiFaultException(PkiFaultKind.UnsupportedName, "The request has a subjectAltName that is none of DNS, IP, email, URI and UPN."));
        }

        // Whether underscores may stand in a certificate is the profile's to say.
        return GeneralNames.TryNormalize(names, out var normalized, out var fault, underscores: true) ? normalized : throw new PkiFaultException(fault);
    }
}
