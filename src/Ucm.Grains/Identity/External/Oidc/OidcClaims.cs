using System.Collections.Immutable;
using System.Text.Json;

namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>Reads claims of an ID token. A name with dots leads into objects unless a claim has this very name.</summary>
internal sealed class OidcClaims : IDisposable
{
    private const int MaxValues = 500;

    private readonly JsonDocument _payload;

    public OidcClaims(string payload) => _payload = JsonDocument.Parse(payload);

    /// <summary>Null when there is no such claim or it is not a text.</summary>
    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The texts of a list, or the one text.</summary>
    public ImmutableArray<string> Texts(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } value => [value.GetString()!],
        { ValueKind: JsonValueKind.Array } values =>
        [
            .. values.EnumerateArray()
                .Where(static value => value.ValueKind == JsonValueKind.String)
                .Select(static value => value.GetString()!)
                .Take(MaxValues),
        ],
        _ => [],
    };

    public void Dispose() => _payload.Dispose();

    private JsonElement? Find(string name)
    {
        if (_payload.RootElement.TryGetProperty(name, out var exact))
        {
            return exact;
        }

        var value = _payload.RootElement;
        foreach (var part in name.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(part, out value))
            {
                return null;
            }
        }

        return value;
    }
}
