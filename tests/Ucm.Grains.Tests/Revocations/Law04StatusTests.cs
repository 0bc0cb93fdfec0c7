using System.Diagnostics;
using Org.BouncyCastle.Ocsp;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Tests.Status;
using Ucm.Storage.Certificates;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Revocations;

/// <summary>Law 4 when a status grain never heard of the revocation: what it remembers serves nobody who knows more, and nobody without a lease.</summary>
[Trait("needs", "server")]
public sealed class Law04StatusTests
{
    /// <summary>What passes for recent; the frontend's patience comes on top, and both are less than the three seconds of the law.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Law04_InvalidateLost_WhoeverNamesTheSequenceHearsRevoked()
    {
        await using var lease = await LeaseCluster.Start(TimeSpan.FromHours(1));
        var (key, sequence) = await RevokeUnheard(lease);

        var single = await lease.Cluster.Grains.AskSingle(key, sequence);

        single.GetCertStatus().ShouldBeOfType<RevokedStatus>();
    }

    [Fact]
    public async Task Law04_InvalidateLost_WithoutALeaseRevokedWithinThreeSeconds()
    {
        await using var lease = await LeaseCluster.Start(TimeSpan.FromHours(1));
        var (key, _) = await RevokeUnheard(lease);
        var receipt = Stopwatch.GetTimestamp();

        await Eventually.Until(async () =>
        {
            var asked = Stopwatch.GetElapsedTime(receipt);
            var revoked = (await lease.Cluster.Grains.AskSingle(key, recent: true)).GetCertStatus() is RevokedStatus;
            (revoked || asked <= Recent).ShouldBeTrue();
            return revoked;
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Law04_InvalidateLost_AnswersSignedForOneClientToo(bool recent)
    {
        await using var lease = await LeaseCluster.Start(TimeSpan.FromHours(1));
        var (key, sequence) = await RevokeUnheard(lease);
        var demand = recent ? new StatusDemand(0, Recent: true) : new StatusDemand(sequence, Recent: false);
        var query = new OcspLiveQuery([[.. await lease.Cluster.Grains.CertId(key)]], [1, 2, 3], demand);

        await Eventually.Until(async () =>
        {
            var answer = await lease.Cluster.Grains.OcspWorker(key.Authority).Respond(query, CancellationToken.None);
            var revoked = answer.Value!.Read().Responses[0].GetCertStatus() is RevokedStatus;
            (revoked || recent).ShouldBeTrue();
            return revoked;
        });
    }

    [Fact]
    public async Task Law04_AnnouncerDiedAfterTheCommit_TheFeedTells()
    {
        await using var lease = await LeaseCluster.Start(TimeSpan.FromHours(1));
        var key = (await lease.Cluster.Issue("rest:law04:dead-announcer")).Key;
        (await lease.Cluster.Grains.AskSingle(key)).GetCertStatus().ShouldBeNull();
        var since = await lease.Last();

        var sequence = await lease.Cluster.Service<ICertificateStore>(lease.Away).RevokeUnannounced(key, DateTimeOffset.UtcNow);
        await Eventually.Until(async () => (await lease.Renew(since)).Value is { } page && page.Events.Any(one => one.Sequence == sequence));

        (await lease.Cluster.Grains.AskSingle(key, sequence)).GetCertStatus().ShouldBeOfType<RevokedStatus>();
    }

    /// <summary>A status that was remembered as good, and a revocation of which its grain is never told.</summary>
    private static async Task<(CertificateKey Key, long Sequence)> RevokeUnheard(LeaseCluster lease)
    {
        var key = (await lease.Cluster.Issue($"rest:law04:{Guid.NewGuid():n}")).Key;
        (await lease.Cluster.Grains.AskSingle(key)).GetCertStatus().ShouldBeNull();
        lease.Calls.Lose(key);
        var sequence = await lease.Cluster.Service<ICertificateStore>().RevokeUnannounced(key, DateTimeOffset.UtcNow);
        return (key, sequence);
    }
}
