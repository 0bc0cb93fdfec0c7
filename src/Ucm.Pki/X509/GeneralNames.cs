using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Ucm.Pki.X509;

/// <summary>Validates subjectAltNames and brings them to their one canonical form (RFC 5280 §4.2.1.6).</summary>
public static class GeneralNames
{
    /// <summary>More names than this are refused.</summary>
    public const int MaxCount = 1000;

    /// <summary>
    /// DNS: lower-case A-labels of letters, digits, hyphens; ≤ 253; a wildcard only as the whole leftmost label. IP: canonical text. Email: dot-string at a DNS name.
    /// URI: absolute. UPN: user@realm. Fault: Name.
    /// </summary>
    /// <param name="underscores">Labels of DNS names may have underscores too.</param>
    public static bool TryNormalize(
        GeneralName name, [NotNullWhen(true)] out GeneralName? normalized, [NotNullWhen(false)] out PkiFault? fault, bool underscores = false)
    {
        var value = Normalize(name, underscores, out var why);
        normalized = value is null ? null : value == name.Value ? name : name with { Value = value };
        fault = value is null ? new PkiFault(PkiFaultKind.Name, $"The {Noun(name.Kind)} \"{Excerpt(name.Value)}\" {why}.") : null;
        return normalized is not null;
    }

    /// <summary>All of them, in order, without repetitions.</summary>
    public static bool TryNormalize(
        IReadOnlyList<GeneralName> names,
        [NotNullWhen(true)] out IReadOnlyList<GeneralName>? normalized,
        [NotNullWhen(false)] out PkiFault? fault,
        bool underscores = false)
    {
        normalized = null;
        if (names.Count > MaxCount)
        {
            fault = new PkiFault(PkiFaultKind.Name, $"More than {MaxCount} names.");
            return false;
        }

        var result = new List<GeneralName>(names.Count);
        var seen = new HashSet<GeneralName>();
        foreach (var name in names)
        {
            if (!TryNormalize(name, out var one, out fault, underscores))
            {
                return false;
            }

            if (seen.Add(one))
            {
                result.Add(one);
            }
        }

        normalized = result;
        fault = null;
        return true;
    }

    /// <summary>A DNS name or IP literal, whichever it is; null when it is neither.</summary>
    public static GeneralName? FromHost(string text, bool underscores = false)
    {
        var kind = IpLiterals.Parse(text) is null ? GeneralNameKind.Dns : GeneralNameKind.Ip;
        return TryNormalize(new GeneralName(kind, text), out var name, out _, underscores) ? name : null;
    }

    internal static IPAddress Address(GeneralName ip) => IpLiterals.Parse(ip.Value) ?? throw new FormatException("Not an IP literal.");

    private static string? Normalize(GeneralName name, bool underscores, out string? why)
    {
        switch (name.Kind)
        {
            case GeneralNameKind.Dns:
                return DnsNames.Normalize(name.Value, allowWildcard: true, out why, underscores);
            case GeneralNameKind.Ip:
                why = "is not an IP address";
                return IpLiterals.Parse(name.Value)?.ToString();
            case GeneralNameKind.Email:
                return Mailboxes.Normalize(name.Value, out why);
            case GeneralNameKind.Uri:
                return UriNames.Normalize(name.Value, out why);
            case GeneralNameKind.Upn:
                return NormalizeUpn(name.Value, out why);
            default:
                throw new ArgumentOutOfRangeException(nameof(name));
        }
    }

    private static string? NormalizeUpn(string text, out string? why)
    {
        why = "is not of the form user@realm";
        var at = text.LastIndexOf('@');
        var valid = at > 0 && at < text.Length - 1 && text.Length <= 256 && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c));
        return valid ? text : null;
    }

    private static string Noun(GeneralNameKind kind) => kind switch
    {
        GeneralNameKind.Dns => "DNS name",
        GeneralNameKind.Ip => "IP address",
        GeneralNameKind.Email => "email address",
        GeneralNameKind.Uri => "URI",
        _ => "user principal name",
    };

    private static string Excerpt(string text)
    {
        var shown = text.Length > 100 ? text[..100] + "…" : text;
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }
}
