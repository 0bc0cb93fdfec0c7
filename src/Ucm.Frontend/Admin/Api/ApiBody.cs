using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Ucm.Frontend.Http;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Reads a JSON body strictly, and says what is wrong with it in words that name no .NET type.</summary>
internal static class ApiBody
{
    private const string RequiredMarker = "including: ";

    // What the reader's messages have in common with each kind of mistake, the more special ones first.
    private static readonly (string Marker, string Reason)[] Syntax =
    [
        ("'0xFF' is an invalid", "it is UTF-16, and must be UTF-8 (RFC 8259 §8.1)."),
        ("'0xFE' is an invalid", "it is UTF-16, and must be UTF-8 (RFC 8259 §8.1)."),
        ("'0x00' is an invalid", "it is UTF-16, and must be UTF-8 (RFC 8259 §8.1)."),
        ("is invalid within a JSON string", "a line break or another control character inside a string is written as an escape, such as \\n."),
        ("end of data", "it ends too early."),
        ("does not contain any JSON tokens", "it is empty."),
        ("should be closed", "it ends too early: an object or array is not closed."),
        ("trailing comma", "there is a comma before the closing bracket."),
    ];

    private static readonly (string Type, string Words)[] Kinds =
    [
        ("as a string", "a string"),
        ("as a boolean", "true or false"),
        ("System.String[]", "an array of strings"),
        ("System.Byte[]", "a string in base64"),
        ("System.String", "a string"),
        ("as a string", "a string"),
        ("as a boolean", "true or false"),
        ("as a number", "a whole number"),
        ("System.Boolean", "true or false"),
        ("System.Int", "a whole number"),
        ("[]", "an array"),
    ];

    /// <summary>Whether there is a body of at least one octet. Nothing of it is consumed.</summary>
    public static async ValueTask<bool> HasBody(this HttpContext context)
    {
        if (context.Request.ContentLength is { } length)
        {
            return length > 0;
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return false;
        }

        // Without a length only the first octet tells.
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAsync(context.RequestAborted);
        reader.AdvanceTo(read.Buffer.Start);
        return !read.Buffer.IsEmpty;
    }

    /// <summary>Refusals: Malformed. Another content type than JSON is a 415, a body over the endpoint's limit a 413.</summary>
    public static async Task<Outcome<T>> ReadBody<T>(this HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body must be application/json.", StatusCodes.Status415UnsupportedMediaType);
        }

        if (context.Request.GetTypedHeaders().ContentType?.Charset.Value?.Trim('"') is { Length: > 0 } charset && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException($"The body must be UTF-8 (RFC 8259 §8.1), not {charset}.", StatusCodes.Status415UnsupportedMediaType);
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
            _ when fault.InnerException is JsonException syntax => ExplainSyntax(fault, syntax.Message, path),
            _ when required >= 0 => $"Missing: {fault.Message[(required + RequiredMarker.Length)..].Split('.')[0]}.",
            ['T', 'h', 'e', ' ', 'J', 'S', 'O', 'N', ' ', 'p', 'r', 'o', 'p', ..] => $"Unknown property '{path}'.",
            ['D', 'u', 'p', 'l', 'i', 'c', 'a', 't', 'e', ..] => $"The property '{path}' occurs twice.",
            _ when path.Length == 0 => "The body must be a JSON object.",
            var text when text.StartsWith(Rfc3339.Advice, StringComparison.Ordinal) => $"'{path}' is no time. {Rfc3339.Advice}",
            var text when text.StartsWith(CrlNumberConverter.Advice, StringComparison.Ordinal) => $"'{path}' is no CRL number. {CrlNumberConverter.Advice}",
            var text when text.Contains("null values", StringComparison.Ordinal) => $"'{path}' must not be null.",
            var text => $"The value of '{path}' is not of the right kind{Expected($"{text} {fault.InnerException?.Message}")}.",
        };
    }

    private static string ExplainSyntax(JsonException fault, string message, string path)
    {
        var inside = path.Length == 0 ? string.Empty : $", in '{path}'";
        var reason = Array.Find(Syntax, known => message.Contains(known.Marker, StringComparison.Ordinal)).Reason;
        return $"The body is not valid JSON (line {fault.LineNumber + 1}, octet {fault.BytePositionInLine + 1}{inside}){(reason is null ? "." : $": {reason}")}";
    }

    private static string Expected(string message) => Array.Find(Kinds, known => message.Contains(known.Type, StringComparison.Ordinal)).Words is { } words ? $": it must be {words}" : string.Empty;
}
