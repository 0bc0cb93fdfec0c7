using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Ucm.Frontend.Http;

namespace Ucm.Frontend.Admin.Api.Queries;

/// <summary>One parameter of a query, said once: for the check of each request and for the OpenAPI document.</summary>
/// <param name="Wanted">What a value must be, after "must be" in a refusal.</param>
internal sealed record QueryParameter(string Name, string Description, string Wanted, Func<string, bool> Accepts, OpenApiSchema Schema)
{
    /// <summary>Any text, or any that passes <paramref name="accepts"/>.</summary>
    public static QueryParameter Text(string name, string description, string? example = null, string wanted = "text", Func<string, bool>? accepts = null) =>
        new(
            name,
            description,
            wanted,
            accepts ?? (static _ => true),
            new OpenApiSchema { Type = JsonSchemaType.String, Examples = example is null ? null : [JsonValue.Create(example)] });

    public static QueryParameter Number(string name, string description, long min, long max, long? otherwise = null) => new(
        name,
        description,
        max == long.MaxValue ? $"a whole number, {min} or greater" : $"a whole number from {min} to {max}",
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max,
        new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int64",
            Minimum = min.ToString(CultureInfo.InvariantCulture),
            Maximum = max == long.MaxValue ? null : max.ToString(CultureInfo.InvariantCulture),
            Default = otherwise is { } value ? JsonValue.Create(value) : null,
        });

    /// <summary>One of a few words, as they are written.</summary>
    public static QueryParameter Choice(string name, string description, params string[] words) => new(
        name,
        description,
        $"one of {string.Join(", ", words)}",
        text => words.Contains(text, StringComparer.Ordinal),
        new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. words.Select(static word => (JsonNode)JsonValue.Create(word))] });

    /// <summary>RFC 3339.</summary>
    public static QueryParameter Time(string name, string description) => new(
        name,
        description,
        "a time with its zone, such as 2030-01-31T12:00:00Z (RFC 3339)",
        static text => Rfc3339.TryParse(text, out _),
        new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Examples = [JsonValue.Create("2030-01-31T12:00:00Z")] });

    public static QueryParameter Limit(int max, int otherwise) => Number("limit", "How many on a page.", 1, max, otherwise);

    public static QueryParameter Cursor() => Text("cursor", "next of the page before.");
}
