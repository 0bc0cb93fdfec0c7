using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Auth;

/// <summary>Verifies access tokens (RFC 9068 §4): ES256 and <c>at+jwt</c> only, issuer, audience, lifetime, one of the silos' keys (RFC 8725 §3.1).</summary>
internal sealed class TokenVerifier(IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan KeysFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan KeysAtLeastFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 4096 };
    private readonly SharedCall<Loaded> _loading = new();
    private volatile Loaded? _loaded;

    /// <summary>The session and expiry of a valid token; null for any other.</summary>
    public async Task<VerifiedToken?> Verify(string token, CancellationToken cancellationToken)
    {
        var loaded = await Load(KeysFor, cancellationToken);
        var result = await _handler.ValidateTokenAsync(token, loaded.Parameters);
        if (result is { IsValid: false, Exception: SecurityTokenSignatureKeyNotFoundException })
        {
            // Perhaps a new key; strangers may make us ask every five seconds, no more.
            var again = await Load(KeysAtLeastFor, cancellationToken);
            result = ReferenceEquals(again, loaded) ? result : await _handler.ValidateTokenAsync(token, again.Parameters);
        }

        return result is { IsValid: true, SecurityToken: JsonWebToken jwt } && jwt.TryGetPayloadValue<string>(SessionClaims.Session, out var session)
            ? new VerifiedToken(session, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero))
            : null;
    }

    private async ValueTask<Loaded> Load(TimeSpan atMost, CancellationToken cancellationToken) =>
        Fresh(atMost) ?? await _loading.Join(async () => Fresh(atMost) ?? await Ask(), cancellationToken);

    private Loaded? Fresh(TimeSpan atMost) => _loaded is { } loaded && clock.GetElapsedTime(loaded.At) < atMost ? loaded : null;

    private async Task<Loaded> Ask()
    {
        var loaded = new Loaded(clock.GetTimestamp(), Parameters(await grains.TokenKeys().Get(CancellationToken.None)));
        _loaded = loaded;
        return loaded;
    }

    private TokenValidationParameters Parameters(TokenKeys keys) => new()
    {
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ValidTypes = ["at+jwt"],
        ValidIssuer = keys.Issuer,
        ValidAudience = keys.Audience,
        IssuerSigningKeys = [.. keys.Keys.Select(Key)],
        TryAllIssuerSigningKeys = false,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
    };

    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires > now && (notBefore is null || notBefore <= now + Skew);
    }

    private static ECDsaSecurityKey Key(TokenKey key)
    {
        var ec = ECDsa.Create();
        ec.ImportSubjectPublicKeyInfo(key.PublicKey.AsSpan(), out _);
        return new ECDsaSecurityKey(ec) { KeyId = key.Id };
    }

    private sealed record Loaded(long At, TokenValidationParameters Parameters);
}

/// <summary>What a valid access token says.</summary>
internal sealed record VerifiedToken(string Session, DateTimeOffset ExpiresAt);
