using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>
/// Checks an ID token (OpenID Connect Core 1.0 §3.1.3.7): signature by a key of the provider, issuer, audience, authorized party, times, nonce.
/// </summary>
internal sealed class IdTokenVerifier(OidcOptions options, TimeProvider clock)
{
    private const int MaxLength = 64 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(90);

    /// <summary>Signatures only: <c>none</c> proves nothing, and with HMAC the key is the client's own secret.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxLength, MapInboundClaims = false };

    /// <summary>No token when it is not valid; the fault says why, for the log.</summary>
    public async Task<(JsonWebToken? Token, bool UnknownKey, string Fault)> Verify(string token, string nonce, IReadOnlyList<SecurityKey> keys)
    {
        var result = await _handler.ValidateTokenAsync(token, Parameters(keys));
        if (result is not { IsValid: true, SecurityToken: JsonWebToken verified })
        {
            return (null, result.Exception is SecurityTokenSignatureKeyNotFoundException, result.Exception?.GetType().Name ?? "not valid");
        }

        return FindFault(verified, nonce) is { } fault ? (null, false, fault) : (verified, false, string.Empty);
    }

    private string? FindFault(JsonWebToken token, string nonce)
    {
        var audiences = token.Audiences.ToList();
        var party = token.TryGetPayloadValue<string>("azp", out var azp) ? azp : null;
        if ((party is not null && party != options.ClientId) || (audiences.Count > 1 && party is null))
        {
            return "it is made for another client";
        }

        if (!token.TryGetPayloadValue<string>("nonce", out var given)
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(nonce)))
        {
            return "its nonce is not ours";
        }

        return token.Subject is { Length: > 0 and <= 255 } && token.IssuedAt != DateTime.MinValue ? null : "it has no subject or time";
    }

    private TokenValidationParameters Parameters(IReadOnlyList<SecurityKey> keys) => new()
    {
        ValidAlgorithms = Algorithms,
        ValidIssuer = options.Authority,
        ValidAudience = options.ClientId,
        IssuerSigningKeys = keys,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
    };

    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires > now - Skew && (notBefore is null || notBefore <= now + Skew);
    }
}
