using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Pki.Jose;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>Makes nonces of counters leased from a pool, hundreds at a time, and has each used up by the pool it names, whichever frontend made it.</summary>
internal sealed class AcmeNonces(IGrainFactory grains, TimeProvider clock)
{
    private const int LeaseSize = 512;
    private readonly int pool = RandomNumberGenerator.GetInt32(AcmeNonce.Pools);
    private readonly SharedCall<Lease> leasing = new();
    private Lease? current;
    private long dropAgainAt = long.MinValue;

    public async ValueTask<string> Next(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (current is { } lease && lease.TryTake(out var counter))
            {
                return Base64UrlText.Encode(AcmeNonce.Create(pool, counter, lease.Key.AsSpan()));
            }

            await leasing.Join(Renew, cancellationToken);
        }
    }

    public async Task<bool> Consume(string nonce, CancellationToken cancellationToken)
    {
        if (!Base64UrlText.TryDecode(nonce, out var octets) || AcmeNonce.Pool(octets) is not { } named)
        {
            return false;
        }

        var good = await grains.AcmeNonces(named).Consume([.. octets], cancellationToken);
        if (!good && named == pool && current is { } lease && AcmeNonce.Counter([.. octets], pool, lease.Key.AsSpan()) is not null)
        {
            // A genuine nonce of our lease was refused: used twice, or the pool began anew and our lease is worth nothing.
            Drop(lease);
        }

        return good;
    }

    /// <summary>Once a second at most: one request sent again and again would use up the pool's window, lease by lease.</summary>
    private void Drop(Lease lease)
    {
        var (now, due) = (clock.GetTimestamp(), Volatile.Read(ref dropAgainAt));
        if (now >= due && Interlocked.CompareExchange(ref dropAgainAt, now + clock.TimestampFrequency, due) == due)
        {
            Interlocked.CompareExchange(ref current, null, lease);
        }
    }

    private async Task<Lease> Renew()
    {
        if (current is { IsEmpty: false } renewed)
        {
            return renewed;
        }

        var lease = await grains.AcmeNonces(pool).Lease(LeaseSize, CancellationToken.None);
        return current = new Lease(lease.First, lease.Count, lease.Key);
    }

    private sealed class Lease(long first, int count, ImmutableArray<byte> key)
    {
        private int taken;

        public ImmutableArray<byte> Key => key;

        public bool IsEmpty => Volatile.Read(ref taken) >= count;

        public bool TryTake(out long counter)
        {
            var index = Interlocked.Increment(ref taken) - 1;
            counter = first + index;
            return index < count;
        }
    }
}
