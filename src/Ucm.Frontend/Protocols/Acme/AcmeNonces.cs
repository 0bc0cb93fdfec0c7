using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Pki.Jose;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>Makes nonces of counters leased from a pool, hundreds at a time, and has each used up by the pool it names, whichever frontend made it.</summary>
internal sealed class AcmeNonces(IGrainFactory grains) : IDisposable
{
    private const int LeaseSize = 512;
    private readonly int pool = RandomNumberGenerator.GetInt32(AcmeNonce.Pools);
    private readonly SemaphoreSlim leasing = new(1);
    private Lease? current;

    public async ValueTask<string> Next(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (current is { } lease && lease.TryTake(out var counter))
            {
                return Base64UrlText.Encode(AcmeNonce.Create(pool, counter, lease.Key.AsSpan()));
            }

            await Renew(cancellationToken);
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
            Interlocked.CompareExchange(ref current, null, lease);
        }

        return good;
    }

    public void Dispose() => leasing.Dispose();

    private async Task Renew(CancellationToken cancellationToken)
    {
        await leasing.WaitAsync(cancellationToken);
        try
        {
            if (current is not { IsEmpty: false })
            {
                var lease = await grains.AcmeNonces(pool).Lease(LeaseSize, cancellationToken);
                current = new Lease(lease.First, lease.Count, lease.Key);
            }
        }
        finally
        {
            leasing.Release();
        }
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
