using System.Diagnostics;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Revocations;
using Ucm.Grains.Revocations;
using Ucm.Grains.Tests.Status;
using Ucm.Storage.Certificates;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Revocations;

/// <summary>Law 4 when silos lose the database one by one: a frontend's lease rests on a proof, or there is none.</summary>
[Trait("needs", "server")]
public sealed class Law04LeaseTests
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    /// <summary>What a feed may give out at most: the rest of the three seconds is the frontend's.</summary>
    private static readonly TimeSpan OldestProof = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task Law04_FeedsSiloIsCutOffFromTheDatabase_AnotherReadsForIt()
    {
        await using var lease = await LeaseCluster.Start(Never);
        var key = (await lease.Cluster.Issue("rest:law04:cut-off")).Key;
        var since = await lease.Last();
        lease.CutOff(lease.Home);

        var sequence = await lease.Cluster.Service<ICertificateStore>(lease.Away).RevokeUnannounced(key, DateTimeOffset.UtcNow);
        await Eventually.Until(async () => (await lease.Renew(since)) is { Succeeded: true, Value: { } page } && page.Last >= sequence);
        var renewed = (await lease.Renew(since)).Value.ShouldNotBeNull();

        renewed.Events.ShouldContain(notice => notice.Key == key && notice.Sequence == sequence);
        renewed.Age.ShouldBeLessThan(OldestProof);
    }

    [Fact]
    public async Task Law04_EveryAnswerOfACutOffFeed_IsNoOlderThanItSays()
    {
        await using var lease = await LeaseCluster.Start(Never);
        lease.CutOff(lease.Home);
        var certificates = lease.Cluster.Service<ICertificateStore>(lease.Away);
        var planted = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => certificates.Plant(TestRequests.Issuing, DateTimeOffset.UtcNow)));

        foreach (var key in planted)
        {
            var sequence = await certificates.RevokeUnannounced(key, DateTimeOffset.UtcNow);
            var receipt = Stopwatch.GetTimestamp();

            bool known;
            do
            {
                // A frontend's lease ends three seconds after (asked − age): that must not be later than three seconds after the receipt.
                var asked = Stopwatch.GetElapsedTime(receipt);
                var answer = await lease.Renew(-1);
                known = answer.Succeeded && answer.Value.Last >= sequence;
                (known || !answer.Succeeded || answer.Value.Age >= asked).ShouldBeTrue();
            }
            while (!known);
        }
    }

    [Fact]
    public async Task Law04_NobodyReadsTheLog_TheWordOfAllSilosKeepsTheLease()
    {
        await using var lease = await LeaseCluster.Start(TimeSpan.Zero);
        var last = await lease.Last();
        lease.CutOff(0, 1);

        // Longer than a lease, so that what was read before the outage is of no use any more.
        var began = Stopwatch.GetTimestamp();
        await Eventually.Until(async () => await lease.Renew(last) is { Succeeded: true, Value.Age: var age } && age < OldestProof
            && Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(4));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Law04_NobodyReadsTheLog_ASiloHasGivenAReceipt_TheLeaseGoesOnWithIt(bool here)
    {
        await using var lease = await LeaseCluster.Start(TimeSpan.Zero);
        var last = await lease.Last();
        lease.CutOff(0, 1);

        var receipts = new[] { Receipt(last + 1), Receipt(last + 2) };
        lease.Cluster.Service<RevocationLedger>(here ? lease.Home : lease.Away).Note(receipts[1]);
        lease.Cluster.Service<RevocationLedger>(lease.Away).Note(receipts[0]);

        var page = await Eventually.Get(async () => (await lease.Renew(last)).Value, page => page?.Last == last + 2);
        page!.Events.ShouldBe(receipts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Law04_NobodyReadsTheLog_OneBeforeAReceiptIsNotKnown_NoLease(bool here)
    {
        await using var lease = await LeaseCluster.Start(TimeSpan.Zero);
        var last = await lease.Last();
        lease.CutOff(0, 1);

        lease.Cluster.Service<RevocationLedger>(here ? lease.Home : lease.Away).Note(Receipt(last + 2));

        await Eventually.Until(async () => (await lease.Renew(last)).Refusal?.Code == RefusalCode.Unavailable);
        (await lease.Renew(last)).Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
    }

    [Fact]
    public async Task Law04_NobodyReadsTheLog_MembershipHasJustChanged_NoLease()
    {
        await using var lease = await LeaseCluster.Start(Never);
        var last = await lease.Last();

        lease.CutOff(0, 1);

        await Eventually.Until(async () => (await lease.Renew(last)).Refusal?.Code == RefusalCode.Unavailable);
        lease.Mend();
        await Eventually.Until(async () => (await lease.Renew(last)).Succeeded);
    }

    [Fact]
    public async Task Law04_NobodyReadsTheLog_ASiloDied_NoLease()
    {
        await using var lease = await LeaseCluster.Start(TimeSpan.FromSeconds(30));
        var last = await lease.Last();
        lease.CutOff(0, 1);

        await lease.Cluster.Cluster.KillSiloAsync(lease.Cluster.Silo(lease.Away), TestContext.Current.CancellationToken);

        await Eventually.Until(async () => (await lease.Renew(last)).Refusal?.Code == RefusalCode.Unavailable);
    }

    [Fact]
    public async Task Law04_AFrontendHasSeenMore_ACutOffFeedDoesNotConfirmLess()
    {
        await using var lease = await LeaseCluster.Start(TimeSpan.Zero);
        var last = await lease.Last();
        lease.CutOff(0, 1);
        await Eventually.Until(async () => (await lease.Renew(last)).Succeeded);

        var ahead = await lease.Renew(last + 5);

        ahead.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
    }

    [Fact]
    public async Task Law04_TheLogIsShorterThanWhatAFrontendSaw_SaysSoAfterReadingAgain()
    {
        await using var lease = await LeaseCluster.Start(Never);
        var last = await lease.Last();

        var renewed = await lease.Renew(last + 5);

        renewed.Value!.Last.ShouldBe(last);
    }

    [Fact]
    public async Task Law04_AnnouncedButNotInTheLog_NoLeaseUntilRead()
    {
        await using var lease = await LeaseCluster.Start(TimeSpan.Zero);
        var key = (await lease.Cluster.Issue("rest:law04:announced")).Key;
        var last = await lease.Last();
        lease.CutOff(0, 1);

        await lease.Cluster.Grains.RevocationFeed().Announce(new(key, last + 1, DateTimeOffset.UtcNow, RevocationReason.Superseded), CancellationToken.None);

        (await lease.Renew(last)).Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
        lease.Mend();
        await Eventually.Until(async () => (await lease.Renew(last)).Succeeded);
    }

    private static RevocationNotice Receipt(long sequence) => new(sequence, new CertificateKey(TestRequests.Issuing, SerialNumber.FromBytes([0x11, (byte)sequence])));
}
