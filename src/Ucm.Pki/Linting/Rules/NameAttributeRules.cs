using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>
/// The subject, attribute by attribute. The issuer's name is not judged: it is copied octet for octet from the issuer's certificate, which may be of
/// other times and rules.
/// </summary>
internal static class NameAttributeRules
{
    public static readonly LintRule[] All =
    [
        new("rfc5280.issuer.not-empty", LintSeverity.Error, "RFC 5280 §4.1.2.4", LintScope.All, s => s.IssuerName.IsEmpty ? "the issuer is empty" : null),
        new("rfc5280.name.no-empty-rdn", LintSeverity.Error, "RFC 5280 §4.1.2.4", LintScope.All, s => s.SubjectName.HasEmptyRdn ? "a RelativeDistinguishedName is empty" : null),
        Each("rfc5280.name.string-type", LintSeverity.Error, "RFC 5280 §4.1.2.4", a => a.Tag is NameAttribute.Utf8Tag or NameAttribute.PrintableTag || MustBeIa5(a) || !IsDirectoryString(a), "neither PrintableString nor UTF8String"),
        Each("rfc5280.name.ia5-type", LintSeverity.Error, "RFC 5280 §4.1.2.6", a => !MustBeIa5(a) || a.Tag == NameAttribute.Ia5Tag, "emailAddress and domainComponent are IA5String"),
        Each("rfc5280.name.printable-characters", LintSeverity.Error, "X.680 §41.4", a => a.Tag != NameAttribute.PrintableTag || !a.Value.Span.ContainsAnyExcept(Characters.Printable), "not PrintableString characters"),
        Each("rfc5280.name.utf8", LintSeverity.Error, "RFC 3629 §3", a => a.Tag != NameAttribute.Utf8Tag || System.Text.Unicode.Utf8.IsValid(a.Value.Span), "not UTF-8"),
        Each("rfc5280.name.country", LintSeverity.Error, "RFC 5280 §A.1", a => !a.Is(Oids.CountryName) || (a.Tag == NameAttribute.PrintableTag && a.Value.Span is [>= (byte)'A' and <= (byte)'Z', >= (byte)'A' and <= (byte)'Z']), "not a PrintableString of two capitals"),
        Each("rfc5280.name.length", LintSeverity.Error, "RFC 5280 §A.1", a => CharacterCount(a) <= UpperBound(a), "longer than the upper bound"),
        Each("rfc5280.name.not-blank", LintSeverity.Error, "RFC 5280 §A.1", a => a.Value.Span.ContainsAnyExcept((byte)' '), "empty or blank"),
        Each("rfc5280.name.no-control-characters", LintSeverity.Error, "RFC 4518 §2.2", a => a.Value.Span.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0, "holds a control character"),
        Each("cabf.name.no-surrounding-space", LintSeverity.Warning, "CA/B BR §7.1.4", a => a.Value.Span is not [(byte)' ', ..] and not [.., (byte)' '], "begins or ends with a space"),
        Each("cabf.name.not-metadata", LintSeverity.Warning, "CA/B BR §7.1.4.1", a => a.Value.IsEmpty || a.Value.Span.ContainsAnyExcept(". -"u8), "holds nothing but \".\", \"-\" and spaces"),
        new("cabf.name.single-valued-rdn", LintSeverity.Warning, "CA/B BR §7.1.4.1", LintScope.TlsServer, s => s.SubjectName.Attributes.Count > s.SubjectName.RdnCount ? "a RelativeDistinguishedName holds several attributes" : null),
        new("cabf.name.attribute-once", LintSeverity.Warning, "CA/B BR §7.1.4.1", LintScope.TlsServer, FindRepeated),
        new("cabf.name.no-organizational-unit", LintSeverity.Info, "CA/B BR §7.1.2.7.4", LintScope.TlsServer, s => s.SubjectName.Find(Oids.OrganizationalUnitName) is null ? null : "organizationalUnitName is present"),
    ];

    private static LintRule Each(string id, LintSeverity severity, string clause, Func<NameAttribute, bool> holds, string detail) =>
        new(id, severity, clause, LintScope.All, s => Fails(s.SubjectName, holds) ? $"subject: {detail}" : null);

    private static bool Fails(LintName name, Func<NameAttribute, bool> holds)
    {
        foreach (var attribute in name.Attributes)
        {
            if (!holds(attribute))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MustBeIa5(NameAttribute attribute) => attribute.Is(Oids.EmailAddress) || attribute.Is(Oids.DomainComponent);

    /// <summary>X.520 attributes; others may have any syntax.</summary>
    private static bool IsDirectoryString(NameAttribute attribute) => attribute.Type.Span is [0x55, 0x04, not 45];

    private static int CharacterCount(NameAttribute attribute)
    {
        var count = 0;
        foreach (var octet in attribute.Value.Span)
        {
            count += attribute.Tag == NameAttribute.Utf8Tag && (octet & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    private static int UpperBound(NameAttribute attribute) => attribute.Type.Span switch
    {
        [0x55, 0x04, 3 or 5 or 10 or 11 or 12] => 64,
        [0x55, 0x04, 7 or 8 or 9 or 65] => 128,
        [0x55, 0x04, 17] => 40,
        [0x55, 0x04, 4 or 41 or 42 or 43 or 44] => 32768,
        _ => attribute.Is(Oids.EmailAddress) ? 255 : int.MaxValue,
    };

    private static string? FindRepeated(LintSubject subject)
    {
        var attributes = subject.SubjectName.Attributes;
        for (var i = 1; i < attributes.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (attributes[i].Is(attributes[j].Type.Span) && !attributes[i].Is(Oids.DomainComponent) && !attributes[i].Is(Oids.StreetAddress))
                {
                    return "an attribute type comes twice";
                }
            }
        }

        return null;
    }
}
