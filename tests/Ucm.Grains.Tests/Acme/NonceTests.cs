using Ucm.Grains.Acme;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Grains.Tests.Acme;

/// <summary>RFC 8555 §6.5: a nonce is good once, wherever it was issued.</summary>
[Collection(Alone.Name)]
[Trait("needs", "server")]
public sealed class NonceTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    private const int Pool = 3;

    [Fact]
    public async Task Consume_OfOneNonceByManyOnBothSilos_OnceOnly()
    {
        var nonce = await Next(Pool);
        var silos = new[] { cluster.Grains, cluster.Cluster.Service<IGrainFactory>(0), cluster.Cluster.Service<IGrainFactory>(1) };

        var used = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => silos[i % silos.Length].AcmeNonces(Pool).Consume([.. nonce], CancellationToken.None)));

        used.Count(static good => good).ShouldBe(1);
    }

    [Fact]
    public async Task Consume_OfForgedNoncesAndThoseOfOtherPools_Refused()
    {
        var nonce = await Next(Pool);
        var lease = await cluster.Grains.AcmeNonces(Pool).Lease(1, CancellationToken.None);
        var forged = (byte[])[.. nonce];
        forged[^1] ^= 1;
        var grain = cluster.Grains.AcmeNonces(Pool);

        (await grain.Consume([.. forged], CancellationToken.None)).ShouldBeFalse();
        (await grain.Consume([], CancellationToken.None)).ShouldBeFalse();
        (await grain.Consume([.. AcmeNonce.Create(Pool, lease.First + 1, lease.Key.AsSpan())], CancellationToken.None)).ShouldBeFalse("It was not leased yet.");
        (await cluster.Grains.AcmeNonces(Pool + 1).Consume([.. nonce], CancellationToken.None)).ShouldBeFalse("It belongs to another pool.");
        (await cluster.Grains.AcmeNonces(Pool + 1).Consume([.. await Next(Pool + 2)], CancellationToken.None)).ShouldBeFalse("It belongs to another pool.");
        (await grain.Consume([.. nonce], CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task Law07_Lease_TwoMillionNonces_MemoryStaysAndTheOldestAreRefused()
    {
        const int pool = 9;
        var first = await Next(pool);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var leased = 0; leased < 2 * AcmeNonceGrain.Window; leased += 1024)
        {
            await cluster.Grains.AcmeNonces(pool).Lease(1024, CancellationToken.None);
        }

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(16 * 1024 * 1024);
        (await cluster.Grains.AcmeNonces(pool).Consume([.. first], CancellationToken.None)).ShouldBeFalse();
        (await cluster.Grains.AcmeNonces(pool).Consume([.. await Next(pool)], CancellationToken.None)).ShouldBeTrue();
    }

    private async Task<byte[]> Next(int pool)
    {
        var lease = await cluster.Grains.AcmeNonces(pool).Lease(1, CancellationToken.None);
        return AcmeNonce.Create(pool, lease.First, lease.Key.AsSpan());
    }
}
