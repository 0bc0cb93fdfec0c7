using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Revocations;
using Ucm.Grains.Revocations;
using Ucm.Grains.Tests.Faults;
using Ucm.Grains.Tests.Status;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Cluster;

/// <summary>A database that stands still: every question ends in bounded time with a refusal that says when to come back, and nothing is left by half.</summary>
[Trait("needs", "server")]
public sealed class BackpressureTests
{
    /// <summary>The grain waits 0.6 s for its reading; the rest is for a busy machine.</summary>
    private static readonly TimeSpan StatusBound = TimeSpan.FromSeconds(3);

    /// <summary>A write waits for its batch and the batch for the server, five seconds each, after a read of four; the rest is for a busy machine.</summary>
    private static readonly TimeSpan WriteBound = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task Frozen_EveryKindOfQuestion_RefusedInBoundedTimeAndRecovers()
    {
        await using var frozen = await PostgresCluster.Start();
        var cluster = frozen.Cluster;
        var warm = (await cluster.Issued("pressure:warm")).Key;
        var cold = (await cluster.Issued("pressure:cold")).Key;
        (await cluster.Grains.AskSingle(warm)).GetCertStatus().ShouldBeNull();
        var certId = await cluster.Grains.CertId(cold);
        var command = TestRequests.Command("pressure:issue");

        await frozen.Server.Freeze();
        var began = Stopwatch.GetTimestamp();
        var coldStatus = cluster.Grains.OcspStatus(cold).Answer(new([.. certId], 0), CancellationToken.None);
        (await coldStatus).Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(StatusBound);
        (await cluster.Grains.AskSingle(warm)).GetCertStatus().ShouldBeNull();
        (await cluster.Grains.AskOcsp(warm, notBefore: 1)).Refusal!.Code.ShouldBe(RefusalCode.Unavailable);

        began = Stopwatch.GetTimestamp();
        var refused = await Task.WhenAll(
            Refusal(cluster.Issue(command)),
            Refusal(cluster.Revoke(warm, RevocationReason.Superseded)),
            Refusal(cluster.Grains.Certificate(cold).Get(CancellationToken.None)),
            Refusal(cluster.Grains.Search().ListCertificates(new CertificateQuery(), TestRequests.Admin, CancellationToken.None)));
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(WriteBound);
        refused.ShouldAllBe(refusal => refusal.Code == RefusalCode.Unavailable || refusal.Code == RefusalCode.AuthorityUnavailable);
        refused.ShouldAllBe(refusal => refusal.RetryAfter > TimeSpan.Zero);

        await frozen.Server.Thaw();
        await Eventually.Until(async () => (await cluster.Grains.AskOcsp(cold)).Succeeded);
        var issued = await TwinClusters.Insist(() => cluster.Issue(command), patient: true);
        issued.Der.IsEmpty.ShouldBeFalse();
        cluster.Certificates("pressure:issue").ShouldBe(1);
        cluster.Scalar("select count(*) from certificates where status = 0").ShouldBe(0);
    }

    [Fact]
    public async Task Law04_DatabaseAwayForAll_TheFeedGoesOnAndARevocationAfterwardsIsSeen()
    {
        await using var stopped = await PostgresCluster.Start(services => services.AddSingleton(new WitnessRule(TimeSpan.Zero)));
        var cluster = stopped.Cluster;
        var key = (await cluster.Issued("pressure:lease")).Key;
        var reference = cluster.Grains.CreateObjectReference<IRevocationObserver>(new Deaf());
        await Eventually.Until(async () => (await cluster.Grains.RevocationFeed().Renew(reference, -1, CancellationToken.None)).Succeeded);

        await stopped.Server.Stop();
        var began = Stopwatch.GetTimestamp();
        await Eventually.Until(async () => (await cluster.Grains.RevocationFeed().Renew(reference, -1, CancellationToken.None)).Succeeded
            && Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(6));

        (await cluster.Revoke(key, RevocationReason.Superseded)).Succeeded.ShouldBeFalse();
        await stopped.Server.Resume();
        var receipt = await TwinClusters.Insist(() => cluster.Revoke(key, RevocationReason.Superseded), patient: true);
        began = Stopwatch.GetTimestamp();
        await Eventually.Until(async () =>
        {
            // Whatever does not know of the receipt must rest on a proof from before it.
            var asked = Stopwatch.GetElapsedTime(began);
            var renewed = await cluster.Grains.RevocationFeed().Renew(reference, -1, CancellationToken.None);
            var known = renewed.Value?.Last >= receipt.Sequence;
            (known || !renewed.Succeeded || renewed.Value.Age >= asked).ShouldBeTrue();
            return known;
        });
    }

    private static async Task<Refusal> Refusal<T>(Task<Outcome<T>> asked)
        where T : class => (await asked).Refusal.ShouldNotBeNull();

    private sealed class Deaf : IRevocationObserver
    {
        public Task Revoked(RevocationPage page) => Task.CompletedTask;
    }
}
