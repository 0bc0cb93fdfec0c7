using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Ucm.Pki.Jose;

/// <summary>The one place where a reader's exceptions about a stranger's bytes become a <see cref="JoseFault"/>.</summary>
internal static class JoseReading
{
    /// <summary>No comments, no trailing commas, no name twice, no deep nesting (RFC 7515 §10.12 leaves duplicate names to us; we refuse).</summary>
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    public static bool TryRead<T>(
        string what,
        ReadOnlyMemory<byte> json,
        Func<JsonElement, T> read,
        [NotNullWhen(true)] out T? value,
        [NotNullWhen(false)] out JoseFault? fault)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            value = document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : throw new JsonException();
            fault = null;
            return true;
        }
        catch (JoseFaultException exception)
        {
            fault = exception.Fault;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how System.Text.Json says that a string has invalid UTF-8 or a lone surrogate.
            fault = JoseFault.Malformed($"The {what} is not a valid JSON object.");
        }

        value = null;
        return false;
    }

    /// <summary>Null when the member is missing.</summary>
    public static string? Text(this JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var member))
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : throw new JoseFaultException(JoseFaultKind.Malformed, $"The member \"{name}\" must be a string.");
    }

    public static byte[] Octets(this JsonElement element, string name)
    {
        var text = element.Text(name) ?? throw new JoseFaultException(JoseFaultKind.Malformed, $"The member \"{name}\" is missing.");
        return Base64UrlText.TryDecode(text, out var octets)
            ? octets
            : throw new JoseFaultException(JoseFaultKind.Malformed, $"The member \"{name}\" is not base64url without padding.");
    }
}
