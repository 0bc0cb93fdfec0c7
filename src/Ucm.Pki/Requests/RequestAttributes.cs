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
                    if (values.HasData)
                    {
                        // Some stacks send both attributes, or one of them empty.
                        extensions = One(extensions, ExtensionList.Read(values.ReadSequence()));
                        values.ThrowIfNotEmpty();
                    }

                    break;
                case Oids.ChallengePassword:
                    challengePassword = challengePassword is null ? ReadDirectoryString(values) : throw Twice();
                    values.ThrowIfNotEmpty();
                    break;
            }
        }

        return new RequestAttributes(extensions ?? [], challengePassword);
    }

    private static List<CertificateExtension> One(List<CertificateExtension>? known, List<CertificateExtension> again)
    {
        if (known is null)
        {
            return again;
        }

        var different = known.Concat(again).FirstOrDefault(one => known.Count(other => Same(one, other)) != again.Count(other => Same(one, other)));
        return different is null
            ? known
            : throw new PkiFaultException(
                PkiFaultKind.Malformed, $"The request asks for extensions in two attributes (PKCS#9 extensionRequest and Microsoft's), and they do not agree on {different.Oid}.");
    }

    private static bool Same(CertificateExtension left, CertificateExtension right) =>
        left.Oid == right.Oid && left.Critical == right.Critical && left.Value.Span.SequenceEqual(right.Value.Span);

    private static PkiFaultException Twice() => new(PkiFaultKind.Malformed, "An attribute of the request comes twice.");

    private static string ReadDirectoryString(AsnReader values)
    {
        var number = (UniversalTagNumber)values.PeekTag().TagValue;
        return number is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String or UniversalTagNumber.T61String or UniversalTagNumber.BMPString
            ? values.ReadCharacterString(number)
            : throw new AsnContentException();
    }
}
