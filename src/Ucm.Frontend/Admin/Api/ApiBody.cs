using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Reads a JSON body strictly, and says what is wrong with it in words that name no .NET type.</summary>
internal static class ApiBody
{
    private const string RequiredMarker = "including: ";

    /// <summary>Refusals: Malformed. Another content type than JSON is a 415, a body over the endpoint's limit a 413.</summary>
    public static async Task<Outcome<T>> ReadBody<T>(this HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body must be application/json.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            var body = await JsonSerializer.DeserializeAsync(context.Request.BodyReader, type, context.RequestAborted);
            return body is null ? new Refusal(RefusalCode.Malformed, "The body must be a JSON object.") : body;
        }
        catch (JsonException fault)
        {
            return new Refusal(RefusalCode.Malformed, Explain(fault));
        }
    }

    private static string Explain(JsonException fault)
    {
        var path = (fault.Path ?? "$").TrimStart('$').TrimStart('.');
        var required = fault.Message.IndexOf(RequiredMarker, StringComparison.Ordinal);
        return fault.Message switch
        {
            _ when required >= 0 => $"Missing: {fault.Message[(required + RequiredMarker.Length)..].Split('.')[0]}.",
            ['T', 'h', 'e', ' ', 'J', 'S', 'O', 'N', ' ', 'p', 'r', 'o', 'p', ..] => $"Unknown property '{path}'.",
            ['D', 'u', 'p', 'l', 'i', 'c', 'a', 't', 'e', ..] => $"The property '{path}' occurs twice.",
            _ when path.Length > 0 => $"The value of '{path}' is not of the right kind.",
            _ => $"The body is not valid JSON (line {fault.LineNumber + 1}, octet {fault.BytePositionInLine + 1}).",
        };
    }
}
