using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>subjectAltName.</summary>
internal static class AlternativeNameRules
{
    public static readonly LintRule[] All =
    [
        new("rfc5280.san.not-empty", LintSeverity.Error, "RFC 5280 §4.2.1.6", LintScope.All, s => s.AlternativeNames is { Count: 0 } ? "no names" : null),
        new("rfc5280.san.critical-without-subject", LintSeverity.Error, "RFC 5280 §4.2.1.6", LintScope.All, s => s.SubjectName.IsEmpty && s.Find(ExtensionKind.SubjectAltName) is { Critical: false } ? "not critical though the subject is empty" : null),
        new("rfc5280.san.not-critical-with-subject", LintSeverity.Warning, "RFC 5280 §4.2.1.6", LintScope.All, s => !s.SubjectName.IsEmpty && s.Find(ExtensionKind.SubjectAltName) is { Critical: true } ? "critical though there is a subject" : null),
        Each("rfc5280.san.known-kind", LintSeverity.Error, "RFC 5280 §4.2.1.6", n => n.Tag is 0xA0 or 0x81 or 0x82 or 0xA3 or 0xA4 or 0xA5 or 0x86 or 0x87 or 0x88, "not a GeneralName"),
        Each("rfc5280.san.ascii", LintSeverity.Error, "RFC 5280 §4.2.1.6", n => !n.IsText || System.Text.Ascii.IsValid(n.Content.Span), "not IA5String"),
        Each("rfc5280.san.not-blank", LintSeverity.Error, "RFC 5280 §4.2.1.6", n => !n.Content.IsEmpty && n.Content.Span.ContainsAnyExcept((byte)' '), "empty or blank"),
        Each("rfc5280.san.dns-syntax", LintSeverity.Error, "RFC 5280 §4.2.1.6, RFC 1034 §3.5", n => n.Tag != AlternativeName.DnsTag || DnsShape.IsPreferredSyntax(n.Content.Span), "not a domain name in preferred syntax"),
        Each("cabf.san.wildcard", LintSeverity.Error, "CA/B BR §7.1.4.2.1", n => n.Tag != AlternativeName.DnsTag || DnsShape.HasLegalWildcard(n.Content.Span), "a wildcard is the whole leftmost label or nothing, above a domain"),
        Each("rfc5890.san.idna", LintSeverity.Error, "RFC 5890 §2.3.1", n => n.Tag != AlternativeName.DnsTag || DnsShape.HasLegalHyphens(n.Content.Span), "\"--\" in a label that is no A-label"),
        Each("cabf.san.underscore", LintSeverity.Warning, "CA/B BR §7.1.4.2.1", n => n.Tag != AlternativeName.DnsTag || !n.Content.Span.Contains((byte)'_'), "holds an underscore"),
        Each("cabf.san.internal-name", LintSeverity.Info, "CA/B BR §4.2.2", n => n.Tag != AlternativeName.DnsTag || !DnsShape.IsInternal(n.Content.Span), "not a name of the public DNS"),
        Each("rfc5280.san.ip-length", LintSeverity.Error, "RFC 5280 §4.2.1.6", n => n.Tag != AlternativeName.IpTag || n.Content.Length is 4 or 16, "an address has 4 or 16 octets"),
        Each("cabf.san.reserved-ip", LintSeverity.Info, "CA/B BR §4.2.2", n => n.Tag != AlternativeName.IpTag || !AddressShape.IsReserved(n.Content.Span), "an address that is not public"),
        Each("rfc5280.san.email-syntax", LintSeverity.Error, "RFC 5280 §4.2.1.6, RFC 2821 §4.1.2", n => n.Tag != AlternativeName.EmailTag || IsMailbox(n.Content.Span), "not a mailbox"),
        Each("rfc5280.san.uri-absolute", LintSeverity.Error, "RFC 5280 §4.2.1.6", n => n.Tag != AlternativeName.UriTag || IsAbsolute(n.Content.Span), "no scheme and scheme-specific part"),
        new("rfc5280.san.no-duplicates", LintSeverity.Warning, "CA/B BR §7.1.4", LintScope.All, FindDuplicate),
    ];

    private static LintRule Each(string id, LintSeverity severity, string clause, Func<AlternativeName, bool> holds, string detail) =>
        new(id, severity, clause, LintScope.All, s => FirstFailing(s.AlternativeNames, holds) is { } name ? $"{Describe(name)}: {detail}" : null);

    private static AlternativeName? FirstFailing(List<AlternativeName>? names, Func<AlternativeName, bool> holds)
    {
        for (var i = 0; i < names?.Count; i++)
        {
            if (!holds(names[i]))
            {
                return names[i];
            }
        }

        return null;
    }

    private static string Describe(AlternativeName name) => name.IsText ? $"\"{name.Text}\"" : Convert.ToHexStringLower(name.Content.Span);

    private static bool IsMailbox(ReadOnlySpan<byte> value)
    {
        var at = value.LastIndexOf((byte)'@');
        return at is > 0 and <= 64 && DnsShape.IsPreferredSyntax(value[(at + 1)..]) && value[..at].IndexOfAny("<> \t@"u8) < 0;
    }

    private static bool IsAbsolute(ReadOnlySpan<byte> value)
    {
        var colon = value.IndexOf((byte)':');
        return colon > 0 && colon < value.Length - 1 && char.IsAsciiLetter((char)value[0]) && value.IndexOfAny(" <>\""u8) < 0;
    }

    private static string? FindDuplicate(LintSubject subject)
    {
        var names = subject.AlternativeNames;
        for (var i = 1; i < names?.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (names[i].SameAs(names[j]))
                {
                    return $"{Describe(names[i])} comes twice";
                }
            }
        }

        return null;
    }
}
