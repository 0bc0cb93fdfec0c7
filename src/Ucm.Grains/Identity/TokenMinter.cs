using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Ucm.Grains.Identity.SigningKeys;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Identity;

/// <summary>Makes access tokens: JWT (RFC 7519) in the profile of RFC 9068, ES256. They name the session; what it may do is asked of the session.</summary>
internal sealed class TokenMinter(ITokenSigners signers, PublicUrls urls, IOptions<AuthOptions> options, TimeProvider clock)
{
    public const string ClientId = "ucm-api";

    public string Issuer => urls.Https;

    public string Audience => urls.Https + "/api";

    public TimeSpan Lifetime => options.Value.AccessTokenLifetime;

    public async Task<string> Mint(SessionView session, CancellationToken cancellationToken)
    {
        var signer = await signers.Get(cancellationToken);
        var signed = $"{Encode(writer => WriteHeader(writer, signer.KeyId))}.{Encode(writer => WriteClaims(writer, session))}";
        return $"{signed}.{Base64Url.EncodeToString(signer.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static void WriteHeader(Utf8JsonWriter json, string keyId)
    {
        json.WriteString("alg", "ES256");
        json.WriteString("typ", "at+jwt");
        json.WriteString("kid", keyId);
    }

    private void WriteClaims(Utf8JsonWriter json, SessionView session)
    {
        var now = clock.GetUtcNow();
        var expires = now + Lifetime < session.ExpiresAt ? now + Lifetime : session.ExpiresAt;
        json.WriteString("iss", Issuer);
        json.WriteString("aud", Audience);
        json.WriteString("sub", session.User.Value);
        json.WriteString("client_id", ClientId);
        json.WriteString("sid", session.Id);
        json.WriteString("jti", Secrets.NewId());
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteNumber("nbf", now.ToUnixTimeSeconds());
        json.WriteNumber("exp", expires.ToUnixTimeSeconds());
        json.WriteStartArray("roles");
        foreach (var role in session.Roles)
        {
            json.WriteStringValue(role);
        }

        json.WriteEndArray();
    }

    private static string Encode(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}
