using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Identity;

/// <summary>An OpenID provider that says whatever a test wants: discovery, keys, and a token endpoint with the one ID token of the test.</summary>
internal sealed class ForgingProvider : IAsyncDisposable
{
    public const string ClientId = "ucm";
    public const string Nonce = "the nonce of this sign-in";
    private readonly HttpListener listener = new();
    private readonly Task serving;

    public ForgingProvider()
    {
        Issuer = $"http://127.0.0.1:{StandaloneServer.FreePort()}";
        DiscoveryIssuer = Issuer;
        listener.Prefixes.Add($"{Issuer}/");
        listener.Start();
        serving = Serve();
    }

    public string Issuer { get; }

    public string DiscoveryIssuer { get; set; }

    /// <summary>In the answer of the token endpoint.</summary>
    public string IdToken { get; set; } = string.Empty;

    public RSA Key { get; set; } = RSA.Create(2048);

    public string KeyId { get; set; } = "one";

    /// <summary>Claims of a token that is valid, with changes.</summary>
    public Dictionary<string, object> Claims(Action<Dictionary<string, object>>? change = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["sub"] = "0001",
            ["exp"] = now + 300,
            ["iat"] = now,
            ["nonce"] = Nonce,
            ["preferred_username"] = "mia",
            ["realm_access"] = new Dictionary<string, object> { ["roles"] = new[] { "ops" } },
        };
        change?.Invoke(claims);
        return claims;
    }

    public string Sign(Dictionary<string, object> claims, SigningCredentials? with = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Claims = claims,
                SigningCredentials = with ?? new SigningCredentials(new RsaSecurityKey(Key) { KeyId = KeyId }, SecurityAlgorithms.RsaSha256),
            });

    /// <summary>With <c>alg: none</c>.</summary>
    public static string Unsigned(Dictionary<string, object> claims) =>
        $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(claims))}.";

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        listener.Close();
        Key.Dispose();
    }

    private async Task Serve()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Answer(context.Request.Url!.AbsolutePath)));
                context.Response.Close();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private string Answer(string path) => path switch
    {
        "/keys" => JsonSerializer.Serialize(new { keys = new[] { PublicKey() } }),
        "/token" => JsonSerializer.Serialize(new { access_token = "x", token_type = "Bearer", id_token = IdToken }),
        _ => JsonSerializer.Serialize(
            new { issuer = DiscoveryIssuer, authorization_endpoint = $"{Issuer}/auth", token_endpoint = $"{Issuer}/token", jwks_uri = $"{Issuer}/keys" }),
    };

    private Dictionary<string, string> PublicKey()
    {
        var parameters = Key.ExportParameters(includePrivateParameters: false);
        return new()
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = KeyId,
            ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
            ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
        };
    }
}
