using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>What a name must keep to be put into a certificate (RFC 5280 appendix A.1 upper bounds, CA/B BR §7.1.4).</summary>
internal static class DistinguishedNameRules
{
    private const int MaxRelativeNames = 32;

    public static PkiFault? Check(IReadOnlyList<IReadOnlyList<NameAttribute>> relativeNames)
    {
        if (relativeNames.Count > MaxRelativeNames)
        {
            return new PkiFault(PkiFaultKind.Name, $"The subject has more than {MaxRelativeNames} parts.");
        }

        foreach (var attributes in relativeNames)
        {
            if (attributes.Count == 0)
            {
                return new PkiFault(PkiFaultKind.Name, "The subject has an empty relative name.");
            }

            foreach (var attribute in attributes)
            {
                if (Check(attribute) is { } why)
                {
                    var type = NameAttributeType.FindByOid(attribute.Type)?.ShortName ?? attribute.Type;
                    return new PkiFault(PkiFaultKind.Name, $"The subject's {type} {why}.");
                }
            }
        }

        return null;
    }

    private static string? Check(NameAttribute attribute)
    {
        if (attribute.Value is not { } value)
        {
            return "is not a character string";
        }

        if (string.IsNullOrWhiteSpace(value) || char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]))
        {
            return "is empty or begins or ends with a space";
        }

        if (value.Any(char.IsControl))
        {
            return "has control characters";
        }

        var max = NameAttributeType.FindByOid(attribute.Type)?.MaxLength ?? NameAttributeType.DefaultMaxLength;
        if (value.Length > max && value.EnumerateRunes().Count() > max)
        {
            return $"is longer than {max} characters";
        }

        return CheckForm(attribute.Type, value);
    }

    private static string? CheckForm(string type, string value) => type switch
    {
        Oids.Country when value.Length != 2 || !value.All(char.IsAsciiLetterUpper) => "is not a country code of two capital letters",
        Oids.SerialNumber or Oids.DnQualifier when !value.All(IsPrintable) => "has characters that PrintableString does not",
        Oids.EmailAddress when Mailboxes.Normalize(value, out _) is null => "is not a mailbox",
        Oids.DomainComponent when DnsNames.NormalizeLabel(value) is null => "is not a DNS label",
        _ => null,
    };

    private static bool IsPrintable(char c) => char.IsAsciiLetterOrDigit(c) || " '()+,-./:=?".Contains(c, StringComparison.Ordinal);
}
