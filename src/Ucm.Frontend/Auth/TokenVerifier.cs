using System.Collections.Frozen;
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
    private static readonly TimeSpan KeysFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KeysAtLeastFor = TimeSpan.FromSeconds(0.5);
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
            // Perhaps a new key; strangers may make us ask twice a second, no more.
            var again = await Load(KeysAtLeastFor, cancellationToken);
            result = ReferenceEquals(again, loaded) ? result : await _handler.ValidateTokenAsync(token, again.Parameters);
        }

        return result is { IsValid: true, SecurityToken: JsonWebToken jwt } && jwt.TryGetPayloadValue<string>(SessionClaims.Session, out var session)
            ? new VerifiedToken(session, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero), jwt.Kid)
            : null;
    }

    /// <summary>False once the key that signed the token verifies nothing any more.</summary>
    public async ValueTask<bool> Knows(VerifiedToken token, CancellationToken cancellationToken) =>
        (await Load(KeysFor, cancellationToken)).Ids.Contains(token.KeyId);

    private async ValueTask<Loaded> Load(TimeSpan atMost, CancellationToken cancellationToken) =>
        Fresh(atMost) ?? await _loading.Join(async () => Fresh(atMost) ?? await Ask(), cancellationToken);

    private Loaded? Fresh(TimeSpan atMost) => _loaded is { } loaded && clock.GetElapsedTime(loaded.At) < atMost ? loaded : null;

    private async Task<Loaded> Ask()
    {
        var (at, keys) = (clock.GetTimestamp(), await grains.TokenKeys().Get(CancellationToken.None));
        var loaded = new Loaded(at, Parameters(keys), keys.Keys.Select(static key => key.Id).ToFrozenSet(StringComparer.Ordinal));
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

    private sealed record Loaded(long At, TokenValidationParameters Parameters, FrozenSet<string> Ids);
}

/// <summary>What a valid access token says.</summary>
/// <param name="KeyId">Which key signed it.</param>
internal sealed record VerifiedToken(string Session, DateTimeOffset ExpiresAt, string KeyId);
