using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
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

        var version = body.ReadInteger();
        if (!version.IsZero)
        {
            throw new PkiFaultException(PkiFaultKind.Malformed, $"The request's version field must be 0, which is version 1 (RFC 2986 §4.1); it is {Shown(version)}.");
        }

        var subject = WithoutEmpty(DistinguishedNameReader.Read(body.ReadEncodedValue()));
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

    private static string Shown(BigInteger version) => version.GetByteCount() > 8 ? "a number of many digits" : version.ToString(CultureInfo.InvariantCulture);

    /// <summary>An attribute without a value says as much as none; tools write one for each question that was not answered.</summary>
    private static DistinguishedName WithoutEmpty(DistinguishedName name)
    {
        if (!name.Attributes.Any(static attribute => attribute.Value is []))
        {
            return name;
        }

        var kept = name.RelativeNames.Select(static attributes => (IReadOnlyList<NameAttribute>)[.. attributes.Where(static attribute => attribute.Value is not [])]);
        return DistinguishedNameWriter.FromAttributes([.. kept.Where(static attributes => attributes.Count > 0)]);
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
