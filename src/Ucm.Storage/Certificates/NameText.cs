using System.Collections.Immutable;
using System.Text.Json;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Storage.Certificates;

/// <summary>Names as a JSON array of <c>["dns","a.example"]</c>, and the text that searches look into.</summary>
internal static class NameText
{
    // Stored: words are forever.
    private static readonly ImmutableArray<(SubjectNameKind Kind, string Word)> Words =
    [
        (SubjectNameKind.Dns, "dns"), (SubjectNameKind.Ip, "ip"), (SubjectNameKind.Email, "email"), (SubjectNameKind.Uri, "uri"), (SubjectNameKind.Upn, "upn"),
    ];

    public static string Encode(ImmutableArray<SubjectName> names) =>
        JsonSerializer.Serialize(names.Select(name => new[] { Words.Single(word => word.Kind == name.Kind).Word, name.Value }));

    /// <summary>The name as it stands within <see cref="Encode"/>.</summary>
    public static string EncodeOne(SubjectName name) => Encode([name])[1..^1];

    /// <summary>Whether a text begins with a kind and a colon, as <c>dns:a.example</c> does.</summary>
    public static bool TryReadKind(string text, out SubjectNameKind kind, out string value)
    {
        foreach (var (known, word) in Words)
        {
            if (text.Length > word.Length && text[word.Length] == ':' && text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                (kind, value) = (known, text[(word.Length + 1)..]);
                return true;
            }
        }

        (kind, value) = (default, string.Empty);
        return false;
    }

    public static ImmutableArray<SubjectName> Decode(string json) =>
        [.. JsonSerializer.Deserialize<string[][]>(json)!.Select(pair => new SubjectName(Words.Single(word => word.Word == pair[0]).Kind, pair[1]))];

    /// <summary>Lower case; a line feed, which no query contains, keeps one name from running into the next.</summary>
    public static string Searchable(CertificateIntent intent) =>
        Fold(string.Join('\n', intent.Names.Select(name => name.Value).Prepend(intent.Subject).Append(intent.Key.Serial.Hex)));

    // Databases fold ASCII only, or by their locale: we fold on both sides.
    public static string Fold(string text) => text.ToLowerInvariant();
}
