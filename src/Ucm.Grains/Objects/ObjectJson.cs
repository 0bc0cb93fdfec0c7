using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ucm.Grains.Objects;

/// <summary>Reads what administrators and users write as a document.</summary>
internal static class ObjectJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Null for what is no JSON object, has a member twice, or is nested too deeply.</summary>
    public static JsonObject? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
