using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Names as people write them in JSON: <c>www.example.com</c>, <c>192.0.2.1</c>, <c>email:a@example.com</c>.</summary>
internal static class RequestedNames
{
    private static readonly (string Prefix, GeneralNameKind Kind, SubjectNameKind Subject)[] Kinds =
    [
        ("dns:", GeneralNameKind.Dns, SubjectNameKind.Dns),
        ("ip:", GeneralNameKind.Ip, SubjectNameKind.Ip),
        ("email:", GeneralNameKind.Email, SubjectNameKind.Email),
        ("uri:", GeneralNameKind.Uri, SubjectNameKind.Uri),
        ("upn:", GeneralNameKind.Upn, SubjectNameKind.Upn),
    ];

    public static string ToText(this SubjectName name) => $"{Array.Find(Kinds, kind => kind.Subject == name.Kind).Prefix}{name.Value}";

    public static string ToText(this GeneralName name) => $"{Array.Find(Kinds, kind => kind.Kind == name.Kind).Prefix}{name.Value}";

    /// <summary>The canonical names in order without repeats, or one refusal with a part for each bad name.</summary>
    public static Refusal? TryParse(string[] texts, out ImmutableArray<SubjectName> names)
    {
        names = [];
        if (Array.IndexOf(texts, null) is >= 0 and var nothing)
        {
            return new Refusal(RefusalCode.Malformed, $"'names[{nothing}]' must not be null.");
        }

        var parsed = ImmutableArray.CreateBuilder<SubjectName>(Math.Min(texts.Length, GeneralNames.MaxCount));
        var bad = ImmutableArray.CreateBuilder<NamedRefusal>();
        // Whether underscores may stand in a certificate is the profile's to say.
        foreach (var text in texts.Take(GeneralNames.MaxCount + 1).Distinct(StringComparer.Ordinal))
        {
            if (GeneralNames.TryNormalize(Read(text), out var name, out var fault, underscores: true))
            {
                parsed.Add(new SubjectName(Array.Find(Kinds, kind => kind.Kind == name.Kind).Subject, name.Value));
            }
            else
            {
                bad.Add(new NamedRefusal(text, RefusalCode.RejectedIdentifier, fault.Detail));
            }
        }

        names = [.. parsed.Distinct()];
        return (bad.Count, texts.Length) switch
        {
            (_, > GeneralNames.MaxCount) => new Refusal(RefusalCode.RejectedIdentifier, $"More than {GeneralNames.MaxCount} names."),
            (0, _) => null,
            _ => new Refusal(RefusalCode.RejectedIdentifier, bad[0].Detail) { Parts = bad.ToImmutable() },
        };
    }

    private static GeneralName Read(string written)
    {
        foreach (var (prefix, kind, _) in Kinds)
        {
            if (written.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return new GeneralName(kind, written[prefix.Length..]);
            }
        }

        return GeneralNames.FromHost(written, underscores: true) ?? new GeneralName(written.Contains('@') ? GeneralNameKind.Email : GeneralNameKind.Dns, written);
    }
}
