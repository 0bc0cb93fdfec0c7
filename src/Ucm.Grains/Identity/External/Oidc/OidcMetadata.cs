using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>What the provider says of itself (OpenID Connect Discovery 1.0 §3), and its keys.</summary>
internal sealed record OidcMetadata(
    string AuthorizationEndpoint, string TokenEndpoint, string KeysUrl, bool SendsIssuer, bool TakesBasic, IReadOnlyList<SecurityKey> Keys)
{
    /// <summary>Where people sign out (OpenID Connect RP-Initiated Logout 1.0 §2.1); null when the provider has no such page.</summary>
    public string? EndSessionEndpoint { get; init; }

    /// <exception cref="OidcUnavailableException">It is not the document of this issuer, or lacks something.</exception>
    public static OidcMetadata Parse(string json, string issuer)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (Text(root, "issuer") != issuer)
            {
                throw new OidcUnavailableException("The provider's issuer is not the Authority of the settings, to the letter.");
            }

            var sendsIssuer = root.TryGetProperty("authorization_response_iss_parameter_supported", out var sends) && sends.ValueKind == JsonValueKind.True;
            var takesBasic = !root.TryGetProperty("token_endpoint_auth_methods_supported", out var methods)
                || methods.EnumerateArray().Any(static method => method.ValueEquals("client_secret_basic"));
            return new OidcMetadata(Text(root, "authorization_endpoint"), Text(root, "token_endpoint"), Text(root, "jwks_uri"), sendsIssuer, takesBasic, [])
            {
                EndSessionEndpoint = root.TryGetProperty("end_session_endpoint", out var end) && end.ValueKind == JsonValueKind.String ? end.GetString() : null,
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new OidcUnavailableException("The provider's discovery document cannot be read.");
        }
    }

    /// <exception cref="OidcUnavailableException">They cannot be read.</exception>
    public OidcMetadata WithKeys(string json)
    {
        try
        {
            return this with { Keys = [.. new JsonWebKeySet(json).GetSigningKeys()] };
        }
        catch (Exception fault) when (fault is ArgumentException or JsonException or InvalidOperationException)
        {
            throw new OidcUnavailableException("The provider's keys cannot be read.");
        }
    }

    private static string Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw new OidcUnavailableException($"The provider's discovery document has no {name}.");
}
