using System.Collections.Concurrent;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Revocations;
using Ucm.Grains.Tests.Status;
using Ucm.Storage.Certificates;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Revocations;

/// <summary>Law 4: revocation is a receipt.</summary>
[Trait("needs", "server")]
public sealed class Law04Tests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task Law04_Revoke_Twice_ReceiptsHaveGrowingSequences()
    {
        await cluster.CreateAuthorities();
        var first = await cluster.Issue("rest:law04:first");
        var second = await cluster.Issue("rest:law04:second");

        var one = await cluster.RevokeForSure(first.Key);
        var two = await cluster.RevokeForSure(second.Key);

        one.Sequence.ShouldBeGreaterThan(0);
        two.Sequence.ShouldBeGreaterThan(one.Sequence);
        two.Key.ShouldBe(second.Key);
    }

    [Fact]
    public async Task Law04_Feed_Revoked_ObserverHearsAndTheGrainsShowIt()
    {
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue("rest:law04:feed");
        (await cluster.Grains.AskSingle(issued.Key)).GetCertStatus().ShouldBeNull();
        var observer = new Observer();
        var reference = cluster.Grains.CreateObjectReference<IRevocationObserver>(observer);
        (await Renew(reference, -1)).Events.ShouldBeEmpty();

        var receipt = await cluster.RevokeForSure(issued.Key);
        await Eventually.Until(() => observer.Notices.Any(notice => notice.Key == issued.Key));
        var single = await cluster.Grains.AskSingle(issued.Key, receipt.Sequence);

        observer.Notices.Single(notice => notice.Key == issued.Key).Sequence.ShouldBe(receipt.Sequence);
        single.GetCertStatus().ShouldBeOfType<Org.BouncyCastle.Ocsp.RevokedStatus>();
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Law04_Feed_RevocationNobodyAnnounced_IsFoundAndInvalidatesTheStatus()
    {
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue("rest:law04:silent");
        var reference = cluster.Grains.CreateObjectReference<IRevocationObserver>(new Observer());
        var present = (await Renew(reference, -1)).Last;
        (await cluster.Grains.AskSingle(issued.Key)).GetCertStatus().ShouldBeNull();

        var sequence = await cluster.Service<ICertificateStore>().RevokeUnannounced(issued.Key, DateTimeOffset.UtcNow);
        await Eventually.Until(async () => (await Renew(reference, present)).Last >= sequence);

        var page = await Renew(reference, present);
        page.Events.ShouldContain(notice => notice.Key == issued.Key && notice.Sequence == sequence);
        (await cluster.Grains.AskSingle(issued.Key)).GetCertStatus().ShouldBeOfType<Org.BouncyCastle.Ocsp.RevokedStatus>();
    }

    [Fact]
    public async Task Law04_Renew_FrontendFarBehind_PagesContinueWithoutGapUpToThePresent()
    {
        await cluster.CreateAuthorities();
        var certificates = cluster.Service<ICertificateStore>();
        var reference = cluster.Grains.CreateObjectReference<IRevocationObserver>(new Observer());
        var since = (await Renew(reference, -1)).Last;
        var keys = await Task.WhenAll(Enumerable.Range(0, 1100).Select(_ => certificates.Plant(TestRequests.Issuing, DateTimeOffset.UtcNow)));
        var sequences = await Task.WhenAll(keys.Select(key => certificates.RevokeUnannounced(key, DateTimeOffset.UtcNow)));
        await Eventually.Until(async () => (await Renew(reference, -1)).Last >= sequences.Max());

        var heard = new HashSet<CertificateKey>();
        RevocationPage page;
        do
        {
            page = await Renew(reference, since);
            page.After.ShouldBe(since);
            heard.UnionWith(page.Events.Select(notice => notice.Key));
            since = page.Last;
        }
        while (page.More);

        keys.ShouldAllBe(key => heard.Contains(key));
        since.ShouldBeGreaterThanOrEqualTo(sequences.Max());
    }

    private async Task<RevocationPage> Renew(IRevocationObserver reference, long since)
    {
        var answer = await cluster.Grains.RevocationFeed().Renew(reference, since, CancellationToken.None);
        answer.Refusal.ShouldBeNull();
        return answer.Value!;
    }

    private sealed class Observer : IRevocationObserver
    {
        public ConcurrentQueue<RevocationNotice> Notices { get; } = new();

        public Task Revoked(RevocationPage page)
        {
            foreach (var notice in page.Events)
            {
                Notices.Enqueue(notice);
            }

            return Task.CompletedTask;
        }
    }
}
