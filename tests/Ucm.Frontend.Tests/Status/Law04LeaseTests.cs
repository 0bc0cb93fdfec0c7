using NSubstitute;
using Shouldly;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Frontend.Tests.Status;

/// <summary>Law 4 at a frontend: how long it believes, and what it demands of an answer when it does not.</summary>
public sealed class Law04LeaseTests
{
    private static readonly TimeSpan Law = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Law04_ProofWasOldWhenGiven_TheLeaseIsShorterByItsAge()
    {
        await using var host = await StatusHost.Start();
        host.Clock.Advance(Law);
        var age = TimeSpan.FromSeconds(1.25);

        host.Hold(age);

        host.Clock.Advance(Law - age - TimeSpan.FromMilliseconds(1));
        host.Lease.IsHeld().ShouldBeTrue();
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        host.Lease.IsHeld().ShouldBeFalse();
    }

    [Fact]
    public async Task Law04_ProofOlderThanALease_NoLease()
    {
        await using var host = await StatusHost.Start();
        host.Clock.Advance(Law);

        host.Hold(TimeSpan.FromSeconds(30));

        host.Lease.IsHeld().ShouldBeFalse();
    }

    [Fact]
    public async Task Law04_WithALease_NothingRecentIsDemanded()
    {
        await using var host = await StatusHost.Start();

        var queries = await Ask(host, host.Request(1));

        queries.ShouldHaveSingleItem().Recent.ShouldBeFalse();
    }

    [Fact]
    public async Task Law04_WithoutALease_EachAnswerMustRestOnARecentReading()
    {
        await using var host = await StatusHost.Start();
        host.Clock.Advance(Law);

        var queries = await Ask(host, host.Request(1), host.Request(1));

        queries.Count.ShouldBe(2);
        queries.ShouldAllBe(query => query.Recent);
    }

    [Fact]
    public async Task Law04_LeaseLostWhileTheAnswerWasUnderWay_AskedAgainForARecentReading()
    {
        await using var host = await StatusHost.Start();
        var queries = new List<OcspQuery>();
        host.Replies = query =>
        {
            queries.Add(query);
            host.Clock.Advance(Law);
            return Task.FromResult<Outcome<OcspAnswer>>(host.Answer(query.Recent ? [0x30, 0x01, 0x01] : [0x30, 0x00]));
        };

        using var answer = await host.Post(host.Request(1));

        queries.Select(query => query.Recent).ShouldBe([false, true]);
        (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Law04_BegunInTheMiddleOfTheLog_AnswersMustKnowAllBeforeTheBeginning()
    {
        await using var host = await StatusHost.Start();
        host.Lease.Restart();
        host.Lease.Apply(new RevocationPage(70, 70, [], false));
        host.Hold();
        host.Hear(71, StatusHost.Key(2));

        var queries = await Ask(host, host.Request(1), host.Request(2));

        queries.Select(query => query.NotBefore).ShouldBe([70, 71]);
    }

    [Fact]
    public async Task Law04_LogStartsAnewWhileAnAnswerIsUnderWay_TheAnswerIsNotKept()
    {
        await using var host = await StatusHost.Start();
        host.Replies = _ =>
        {
            host.Lease.Restart();
            host.Lease.Apply(new RevocationPage(0, 0, [], false));
            host.Hold();
            return Task.FromResult<Outcome<OcspAnswer>>(host.Answer([0x30, 0x00]));
        };

        await Ask(host, host.Request(1));

        host.Service<OcspCache>().Find(host.CertId(1)).ShouldBeNull();
    }

    [Fact]
    public async Task Law04_SignedForOneClient_TheSameDemands()
    {
        await using var host = await StatusHost.Start();
        host.Hear(1, StatusHost.Key(1));
        var demands = new List<StatusDemand>();
        host.Worker.Respond(Arg.Do<OcspLiveQuery>(query => demands.Add(query.Demand)), Arg.Any<CancellationToken>())
            .Returns(_ => (Outcome<OcspAnswer>)host.Answer([0x30, 0x02]));

        using var held = await host.Post(host.Request(1, nonce: [1]));
        host.Clock.Advance(Law);
        using var lost = await host.Post(host.Request(1, nonce: [1]));

        demands.ShouldBe([new StatusDemand(1, Recent: false), new StatusDemand(1, Recent: true)]);
    }

    [Fact]
    public async Task Law04_SignedForOneClient_LeaseLostOnTheWay_AskedAgain()
    {
        await using var host = await StatusHost.Start();
        var demands = new List<StatusDemand>();
        host.Worker.Respond(Arg.Do<OcspLiveQuery>(query => demands.Add(query.Demand)), Arg.Any<CancellationToken>()).Returns(_ =>
        {
            host.Clock.Advance(Law);
            return (Outcome<OcspAnswer>)host.Answer([0x30, 0x02]);
        });

        using var answer = await host.Post(host.Request(1, nonce: [1]));

        demands.Select(demand => demand.Recent).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Ask_GrainDoesNotAnswer_TryLaterWithinASecond()
    {
        await using var host = await StatusHost.Start();
        host.Replies = static _ => new TaskCompletionSource<Outcome<OcspAnswer>>().Task;

        var asked = host.Post(host.Request(1));
        while (!asked.IsCompleted)
        {
            // Again and again, since the wait may begin after the grain was called.
            host.Clock.Advance(host.Calls > 0 ? OcspSource.Timeout : TimeSpan.Zero);
            await Task.Yield();
        }

        using var answer = await asked;

        OcspSource.Timeout.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe([0x30, 0x03, 0x0a, 0x01, 0x03]);
    }

    private static async Task<IReadOnlyList<OcspQuery>> Ask(StatusHost host, params byte[][] requests)
    {
        var queries = new List<OcspQuery>();
        var replies = host.Replies;
        host.Replies = query =>
        {
            queries.Add(query);
            return replies?.Invoke(query) ?? Task.FromResult<Outcome<OcspAnswer>>(host.Answer([0x30, 0x00]));
        };
        foreach (var request in requests)
        {
            using var answer = await host.Post(request);
            answer.EnsureSuccessStatusCode();
        }

        return queries;
    }
}
