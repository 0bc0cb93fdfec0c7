using Microsoft.Extensions.Options;
using Shouldly;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Frontend.Status;
using Ucm.Frontend.Tests.Status;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Frontend.Tests.Protocols.Ocsp;

/// <summary>What a frontend remembers, and when it must not (law 4).</summary>
public sealed class OcspCacheTests
{
    [Fact]
    public async Task Post_SameSerialAgain_NoSecondGrainCall()
    {
        await using var host = await StatusHost.Start();

        await Ask(host, 1);
        await Ask(host, 1);

        host.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Ask_ThousandAtOnceForOneColdSerial_OneGrainCall()
    {
        await using var host = await StatusHost.Start();
        var reply = new TaskCompletionSource<Outcome<OcspAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Replies = _ => reply.Task;
        var responding = host.Service<OcspResponding>();
        var request = host.Request(1);

        var asked = Enumerable.Range(0, 1000).Select(_ => responding.Ask(responding.Look(request, host.Clock.GetUtcNow()).Question!)).ToArray();
        reply.SetResult(host.Answer([0x30, 0x00]));
        var verdicts = await Task.WhenAll(asked);

        verdicts.ShouldAllBe(verdict => verdict.Entry != null);
        host.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Ask_RevokedWhileAQuestionWasUnderWay_TheLaterOneIsAskedAnew()
    {
        await using var host = await StatusHost.Start();
        var early = new TaskCompletionSource<Outcome<OcspAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Replies = query =>
        {
            begun.TrySetResult();
            return query.NotBefore == 0 ? early.Task : Task.FromResult<Outcome<OcspAnswer>>(host.Answer([0x30, 0x01, 0x01]));
        };
        var responding = host.Service<OcspResponding>();
        var first = responding.Ask(responding.Look(host.Request(1), host.Clock.GetUtcNow()).Question!);
        await begun.Task;

        host.Hear(1, StatusHost.Key(1));
        var second = responding.Ask(responding.Look(host.Request(1), host.Clock.GetUtcNow()).Question!);
        early.SetResult(host.Answer([0x30, 0x00]));

        (await first).Entry!.Body.Length.ShouldBe(2);
        (await second).Entry!.Body.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Law04_CachedGood_TheFeedSaysRevoked_GrainAskedWithTheSequence()
    {
        await using var host = await StatusHost.Start();
        await Ask(host, 1);
        await Ask(host, 2);
        long notBefore = -1;
        host.Replies = query =>
        {
            notBefore = query.NotBefore;
            return Task.FromResult<Outcome<OcspAnswer>>(host.Answer([0x30, 0x01, 0x01]));
        };

        host.Hear(1, StatusHost.Key(1));
        var revoked = await Ask(host, 1);
        var untouched = await Ask(host, 2);

        revoked.Length.ShouldBe(3);
        notBefore.ShouldBe(1);
        untouched.Length.ShouldBe(2);
        host.Calls.ShouldBe(3);
    }

    [Fact]
    public async Task Law04_FeedLost_CacheStopsWithinThreeSecondsAndGrainsAreAsked()
    {
        await using var host = await StatusHost.Start();
        await Ask(host, 1);

        host.Clock.Advance(RevocationLease.Duration - TimeSpan.FromMilliseconds(1));
        await Ask(host, 1);
        var held = host.Calls;
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Ask(host, 1);
        await Ask(host, 1);
        var lost = host.Calls;
        host.Hold();
        await Ask(host, 1);

        RevocationLease.Duration.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(3));
        (held, lost, host.Calls).ShouldBe((1, 3, 3));
    }

    [Fact]
    public async Task Law04_DatabaseIsAnOlderCopy_EverythingCachedIsForgotten()
    {
        await using var host = await StatusHost.Start();
        await Ask(host, 1);

        host.Lease.Restart();
        host.Lease.Apply(new RevocationPage(0, 0, [], false));
        host.Hold();
        await Ask(host, 1);

        host.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Post_UnknownSerial_NeverKept()
    {
        await using var host = await StatusHost.Start();
        host.Replies = _ => Task.FromResult<Outcome<OcspAnswer>>(host.Answer([0x30, 0x00], known: false));

        await Ask(host, 1);
        await Ask(host, 1);

        host.Calls.ShouldBe(2);
        host.Service<OcspCache>().Count.ShouldBe(0);
    }

    [Fact]
    public async Task Set_MoreThanItHolds_StaysBoundedAndKeepsWhatIsUsed()
    {
        await using var host = await StatusHost.Start();
        var cache = Cache(64 * 1024);
        cache.Set(new OcspCacheEntry(BitConverter.GetBytes(-1), host.Answer([0x30, 0x00])));

        for (var i = 0; i < 1000; i++)
        {
            cache.Set(new OcspCacheEntry(BitConverter.GetBytes(i), host.Answer([0x30, 0x00])));
            cache.Find(BitConverter.GetBytes(-1)).ShouldNotBeNull();
            cache.Size.ShouldBeLessThanOrEqualTo(64 * 1024);
        }

        var kept = Enumerable.Range(0, 1000).Count(i => cache.Find(BitConverter.GetBytes(i)) is not null);
        kept.ShouldBeInRange(1, cache.Count);
        cache.Evictions.ShouldBe(1001 - cache.Count);
    }

    [Fact]
    public async Task Set_LargerAnswers_FewerOfThem()
    {
        await using var host = await StatusHost.Start();
        var small = Cache(1_000_000);
        var large = Cache(1_000_000);

        for (var i = 0; i < 2000; i++)
        {
            small.Set(new OcspCacheEntry(BitConverter.GetBytes(i), host.Answer(new byte[1200])));
            large.Set(new OcspCacheEntry(BitConverter.GetBytes(i), host.Answer(new byte[3200])));
        }

        (small.Count, large.Count).ShouldBe((1_000_000 / 2104, 1_000_000 / 4104));
    }

    [Fact]
    public async Task Set_SameCertIdAgain_TheReplacedOneIsNoEviction()
    {
        await using var host = await StatusHost.Start();
        var cache = Cache(64 * 1024);

        for (var i = 0; i < 1000; i++)
        {
            cache.Set(new OcspCacheEntry([1], host.Answer([0x30, 0x00])));
        }

        cache.Find([1]).ShouldNotBeNull();
        (cache.Evictions, cache.Size <= 64 * 1024).ShouldBe((0, true));
    }

    private static OcspCache Cache(long bytes) => new(Options.Create(new OcspCacheOptions { Bytes = bytes }));

    private static async Task<byte[]> Ask(StatusHost host, byte serial)
    {
        using var response = await host.Post(host.Request(serial));
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }
}
