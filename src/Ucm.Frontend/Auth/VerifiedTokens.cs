using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Ucm.Frontend.Auth;

/// <summary>Remembers valid tokens by their hash until they expire, so that a signature is verified once; bounded, and only valid tokens enter.</summary>
internal sealed class VerifiedTokens(TokenVerifier verifier, TimeProvider clock)
{
    private const int MaxTokens = 10_000;

    private readonly ConcurrentDictionary<UInt256, VerifiedToken> _tokens = new();

    public async ValueTask<VerifiedToken?> Verify(string token, CancellationToken cancellationToken)
    {
        var hash = Hash(token);
        if (_tokens.TryGetValue(hash, out var known))
        {
            return known.ExpiresAt > clock.GetUtcNow() && await verifier.Knows(known, cancellationToken) ? known : null;
        }

        if (await verifier.Verify(token, cancellationToken) is not { } verified)
        {
            return null;
        }

        if (_tokens.Count >= MaxTokens)
        {
            _tokens.Clear();
        }

        _tokens[hash] = verified;
        return verified;
    }

    private static UInt256 Hash(string token)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), digest);
        return new UInt256(BitConverter.ToInt64(digest), BitConverter.ToInt64(digest[8..]), BitConverter.ToInt64(digest[16..]), BitConverter.ToInt64(digest[24..]));
    }

    private readonly record struct UInt256(long A, long B, long C, long D);
}
