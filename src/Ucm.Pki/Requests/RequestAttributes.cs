using System.Formats.Asn1;
using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Requests;

/// <summary>The attributes of a request that matter here (RFC 2985 §5.4); others are skipped.</summary>
internal sealed record RequestAttributes(List<CertificateExtension> Extensions, string? ChallengePassword)
{
    /// <param name="attributes">Null when the field is missing, which RFC 2986 does not allow and some clients do.</param>
    public static RequestAttributes Read(AsnReader? attributes)
    {
        List<CertificateExtension>? extensions = null;
        string? challengePassword = null;
        while (attributes is { HasData: true })
        {
            var attribute = attributes.ReadSequence();
            var oid = attribute.ReadObjectIdentifier();
            var values = attribute.ReadSetOf(skipSortOrderValidation: true);
            attribute.ThrowIfNotEmpty();
            switch (oid)
            {
                case Oids.ExtensionRequest or Oids.MicrosoftExtensionRequest:
                    extensions = extensions is null ? ExtensionList.Read(values.ReadSequence()) : throw Twice();
                    values.ThrowIfNotEmpty();
                    break;
                case Oids.ChallengePassword:
                    challengePassword = challengePassword is null ? ReadDirectoryString(values) : throw Twice();
                    values.ThrowIfNotEmpty();
                    break;
            }
        }

        return new RequestAttributes(extensions ?? [], challengePassword);
    }

    private static PkiFaultException Twice() => new(PkiFaultKind.Malformed, "An attribute of the request comes twice.");

    private static string ReadDirectoryString(AsnReader values)
    {
        var number = (UniversalTagNumber)values.PeekTag().TagValue;
        return number is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String or UniversalTagNumber.T61String or UniversalTagNumber.BMPString
            ? values.ReadCharacterString(number)
            : throw new AsnContentException();
    }
}
