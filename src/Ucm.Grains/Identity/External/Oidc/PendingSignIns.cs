using System.Collections.Immutable;

namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>The sign-ins that are under way: in memory, at most 1000 for at most ten minutes, each taken once.</summary>
internal sealed class PendingSignIns(TimeProvider clock)
{
    public const int Capacity = 1000;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, PendingSignIn> _pending = new(StringComparer.Ordinal);

    /// <summary>False when there are too many.</summary>
    public bool TryAdd(string state, PendingSignIn pending)
    {
        if (_pending.Count >= Capacity)
        {
            foreach (var (key, old) in _pending.Where(entry => entry.Value.ExpiresAt <= clock.GetUtcNow()))
            {
                _pending.Remove(key);
            }
        }

        return _pending.Count < Capacity && _pending.TryAdd(Key(state), pending);
    }

    /// <summary>Null when it is unknown, was taken, or is too old.</summary>
    public PendingSignIn? Take(string state) => _pending.Remove(Key(state), out var pending) && pending.ExpiresAt > clock.GetUtcNow() ? pending : null;

    /// <summary>By hash, so that the time of the look-up tells nothing about the states there are.</summary>
    private static string Key(string state) => Convert.ToHexString(Secrets.Hash(state).AsSpan());
}

/// <summary>What has to be known when the browser comes back.</summary>
/// <param name="Browser">SHA-256 of the cookie's secret.</param>
/// <param name="Verifier">The secret of PKCE (RFC 7636).</param>
internal sealed record PendingSignIn(string Provider, string Nonce, string Verifier, ImmutableArray<byte> Browser, string? ReturnUrl, DateTimeOffset ExpiresAt);
