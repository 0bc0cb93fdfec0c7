using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Grains.Acme;

/// <summary>
/// Which of the newest counters are used: one bit each in a ring, 128 KiB for a pool however many nonces are asked for (law 7). A new activation has a new key, so that
/// nonces of the old one are refused as bad, which clients repeat with a fresh one.
/// </summary>
internal sealed class AcmeNonceGrain : Grain, IAcmeNonceGrain
{
    internal const int Window = 1 << 20;
    private readonly ImmutableArray<byte> key = [.. RandomNumberGenerator.GetBytes(32)];
    private ulong[]? used;
    private long next;

    public Task<NonceLease> Lease(int count, CancellationToken cancellationToken)
    {
        count = Math.Clamp(count, 1, 1024);
        used ??= new ulong[Window / 64];
        var lease = new NonceLease(next, count, key);
        for (var end = next + count; next < end; next++)
        {
            // The bit served the counter that leaves the window now.
            used[Word(next)] &= ~Bit(next);
        }

        return Task.FromResult(lease);
    }

    public Task<bool> Consume(ImmutableArray<byte> nonce, CancellationToken cancellationToken)
    {
        if (used is null || AcmeNonce.Counter(nonce, (int)this.GetPrimaryKeyLong(), key.AsSpan()) is not { } counter
            || counter >= next || counter < next - Window || (used[Word(counter)] & Bit(counter)) != 0)
        {
            return Task.FromResult(false);
        }

        used[Word(counter)] |= Bit(counter);
        return Task.FromResult(true);
    }

    private static int Word(long counter) => (int)(counter % Window / 64);

    private static ulong Bit(long counter) => 1UL << (int)(counter % 64);
}
