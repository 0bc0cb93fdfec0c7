using System.Collections.Immutable;
using System.Text.Json;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Storage.Certificates;

/// <summary>Labels as a JSON array of <c>["name","value"]</c>, empty text for none.</summary>
// Stored: the form is forever.
internal static class LabelText
{
    public static string Encode(ImmutableArray<CertificateLabel> labels) =>
        labels.IsDefaultOrEmpty ? string.Empty : JsonSerializer.Serialize(labels.Select(static label => new[] { label.Name, label.Value }));

    public static ImmutableArray<CertificateLabel> Decode(string text) =>
        text.Length == 0 ? [] : [.. JsonSerializer.Deserialize<string[][]>(text)!.Select(static pair => new CertificateLabel(pair[0], pair[1]))];
}
