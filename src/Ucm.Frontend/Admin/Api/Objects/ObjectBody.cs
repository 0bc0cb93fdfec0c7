using System.Text.Json;
using System.Text.Json.Nodes;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Objects;

/// <summary>The body of a request about an object: the object's own members, and beside them what is to be done.</summary>
internal sealed record ObjectBody(JsonObject Content, string? Name, string? CopyOf, string? Comment)
{
    public const int MaxOctets = 64 * 1024;

    // What an answer says beside the content, so that an answer can be sent back changed.
    private static readonly string[] OfAnswers = ["version", "status", "built_in", "changed_at", "changed_by"];

    /// <summary>Refusals: Malformed. Another content type than JSON is a 415, a body over the limit a 413.</summary>
    public static async Task<Outcome<ObjectBody>> Read(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body must be application/json or application/merge-patch+json.", StatusCodes.Status415UnsupportedMediaType);
        }

        JsonNode? node;
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 };
            using var document = await JsonDocument.ParseAsync(context.Request.Body, options, context.RequestAborted);
            node = JsonSerializer.SerializeToNode(document.RootElement);
        }
        catch (JsonException fault)
        {
            return new Refusal(RefusalCode.Malformed, $"The body is not valid JSON (line {fault.LineNumber + 1}, octet {fault.BytePositionInLine + 1}), or a member occurs twice.");
        }

        return node is JsonObject content ? Split(content) : new Refusal(RefusalCode.Malformed, "The body must be a JSON object.");
    }

    public SaveObjectCommand ToCommand(SaveMode mode, long? expected, Caller caller) =>
        new(mode, Content.ToJsonString(), expected, caller) { CopyOf = CopyOf, Comment = Comment };

    public static Refusal Field(string pointer, string detail) =>
        new(RefusalCode.Malformed, $"{pointer}: {detail}") { Parts = [new NamedRefusal(pointer, RefusalCode.Malformed, detail)] };

    private static Outcome<ObjectBody> Split(JsonObject content)
    {
        string?[] texts = new string?[3];
        foreach (var (i, member) in (ReadOnlySpan<(int, string)>)[(0, "name"), (1, "copy_of"), (2, "comment")])
        {
            if (content.TryGetPropertyValue(member, out var value) && value is not null)
            {
                if (value.GetValueKind() != JsonValueKind.String)
                {
                    return Field($"/{member}", "Must be a string.");
                }

                texts[i] = value.GetValue<string>();
            }

            content.Remove(member);
        }

        foreach (var member in OfAnswers)
        {
            content.Remove(member);
        }

        return new ObjectBody(content, texts[0], texts[1], texts[2]);
    }
}
