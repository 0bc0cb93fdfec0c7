using System.Collections.Immutable;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Frontend.Status;
using Ucm.Frontend.Tests.Status;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Protocols.Ocsp;

/// <summary>How questions with a nonce share calls, and that each still gets its own answer by the same rules.</summary>
public sealed class OcspSigningTests
{
    private readonly Gate gate = new();

    [Fact]
    public async Task Ask_NothingUnderWay_AskedAtOnceAndAlone()
    {
        await using var host = await StatusHost.Start();
        host.Worker.Respond(Arg.Any<OcspLiveQuery>(), Arg.Any<CancellationToken>()).ReturnsForAnyArgs(call => Echo(host, call.Arg<OcspLiveQuery>()));
        var calls = Calls(host, limit: 1);

        var answer = await calls.Ask(Query(7));

        answer.Value!.Der.ShouldBe([7]);
        await host.Worker.DidNotReceiveWithAnyArgs().RespondAll(Arg.Any<ImmutableArray<OcspLiveQuery>>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Ask_WhileACallIsUnderWay_TheOthersGoTogetherAndEachGetsItsOwn()
    {
        await using var host = await StatusHost.Start();
        Hold(host);
        host.Worker.RespondAll(Arg.Any<ImmutableArray<OcspLiveQuery>>(), Arg.Any<CancellationToken>()).ReturnsForAnyArgs(call => All(host, call.Arg<ImmutableArray<OcspLiveQuery>>()));
        var calls = Calls(host, limit: 1);

        var asked = await Occupied(calls, 34);
        gate.Open();
        var answers = await Task.WhenAll(asked);

        answers.Select(static one => one.Value!.Der[0]).ShouldBe(Enumerable.Range(0, 34).Select(static i => (byte)i));
        await host.Worker.Received(2).RespondAll(Arg.Is<ImmutableArray<OcspLiveQuery>>(static all => all.Length == 16), Arg.Any<CancellationToken>());
        await host.Worker.ReceivedWithAnyArgs(2).Respond(Arg.Any<OcspLiveQuery>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Ask_OneOfSeveralIsSlow_AskedForAloneAndTheOthersAnswered()
    {
        await using var host = await StatusHost.Start();
        Hold(host);
        host.Worker.RespondAll(Arg.Any<ImmutableArray<OcspLiveQuery>>(), Arg.Any<CancellationToken>()).ReturnsForAnyArgs(call =>
        {
            var all = call.Arg<ImmutableArray<OcspLiveQuery>>();
            return (Outcome<OcspLiveAnswers>)new OcspLiveAnswers([.. all.Select(one => one.Nonce[0] == 2 ? null : (Outcome<OcspAnswer>?)Of(host, one))]);
        });
        var calls = Calls(host, limit: 1);

        var asked = await Occupied(calls, 4);
        gate.Open();
        var answers = await Task.WhenAll(asked);

        answers.Select(static one => one.Value!.Der[0]).ShouldBe([0, 1, 2, 3]);
        await host.Worker.Received(1).Respond(Arg.Is<OcspLiveQuery>(static one => one.Nonce[0] == 2), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Ask_TheCallFails_EachFailsAndTheNextIsAsked()
    {
        await using var host = await StatusHost.Start();
        Hold(host);
        host.Worker.RespondAll(Arg.Any<ImmutableArray<OcspLiveQuery>>(), Arg.Any<CancellationToken>()).ReturnsForAnyArgs<Task<Outcome<OcspLiveAnswers>>>(static _ => throw new InvalidOperationException());
        var calls = Calls(host, limit: 1);

        var asked = await Occupied(calls, 3);
        gate.Open();

        (await asked[0]).Succeeded.ShouldBeTrue();
        await Should.ThrowAsync<InvalidOperationException>(asked[1]);
        await Should.ThrowAsync<InvalidOperationException>(asked[2]);
        (await calls.Ask(Query(9))).Value!.Der.ShouldBe([9]);
    }

    [Fact]
    public async Task Ask_NoAnswerBeforeItsTurn_NotAskedAtAll()
    {
        await using var host = await StatusHost.Start();
        Hold(host);
        var calls = Calls(host, limit: 1);

        var asked = await Occupied(calls, 2);
        host.Clock.Advance(OcspSource.Timeout);
        gate.Open();

        (await asked[0]).Succeeded.ShouldBeTrue();
        await Should.ThrowAsync<TimeoutException>(asked[1]);
        await host.Worker.ReceivedWithAnyArgs(1).Respond(Arg.Any<OcspLiveQuery>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Law04_SeveralTogether_LeaseLostOnTheWay_EachAskedAgain()
    {
        await using var host = await StatusHost.Start();
        Hold(host);
        host.Worker.RespondAll(Arg.Any<ImmutableArray<OcspLiveQuery>>(), Arg.Any<CancellationToken>()).ReturnsForAnyArgs(call =>
        {
            host.Clock.Advance(RevocationLease.Duration);
            return All(host, call.Arg<ImmutableArray<OcspLiveQuery>>());
        });
        var calls = Calls(host, limit: 1);

        var asked = await Occupied(calls, 3);
        gate.Open();
        await Task.WhenAll(asked);

        await host.Worker.Received(2).Respond(Arg.Is<OcspLiveQuery>(static one => one.Demand.Recent && one.Nonce[0] > 0), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Law04_SeveralTogether_NoLease_RecentStatusDemanded()
    {
        await using var host = await StatusHost.Start();
        Hold(host);
        host.Worker.RespondAll(Arg.Any<ImmutableArray<OcspLiveQuery>>(), Arg.Any<CancellationToken>()).ReturnsForAnyArgs(call => All(host, call.Arg<ImmutableArray<OcspLiveQuery>>()));
        var calls = Calls(host, limit: 1);

        var asked = await Occupied(calls, 3);
        host.Lease.Restart();
        gate.Open();
        await Task.WhenAll(asked);

        await host.Worker.Received(1).RespondAll(Arg.Is<ImmutableArray<OcspLiveQuery>>(static all => all.All(static one => one.Demand.Recent)), Arg.Any<CancellationToken>());
    }

    private static OcspSigningCalls Calls(StatusHost host, int limit) => new(host.Worker, limit, host.Lease, host.Clock);

    private static OcspLiveQuery Query(byte nonce) => new([[1]], [nonce]);

    private static OcspAnswer Of(StatusHost host, OcspLiveQuery query) => host.Answer([query.Nonce[0]]);

    private static Outcome<OcspAnswer> Echo(StatusHost host, OcspLiveQuery query) => Of(host, query);

    private static Outcome<OcspLiveAnswers> All(StatusHost host, ImmutableArray<OcspLiveQuery> queries) =>
        new OcspLiveAnswers([.. queries.Select(query => (Outcome<OcspAnswer>?)Of(host, query))]);

    /// <summary>The first question is under way, the others wait.</summary>
    private async Task<Task<Outcome<OcspAnswer>>[]> Occupied(OcspSigningCalls calls, int count)
    {
        var first = calls.Ask(Query(0));
        await gate.Reached;
        return [first, .. Enumerable.Range(1, count - 1).Select(i => calls.Ask(Query((byte)i)))];
    }

    /// <summary>Single questions wait for the gate.</summary>
    private void Hold(StatusHost host) => host.Worker.Respond(Arg.Any<OcspLiveQuery>(), Arg.Any<CancellationToken>()).ReturnsForAnyArgs(async call =>
    {
        gate.Reach();
        await gate.Opened;
        return Echo(host, call.Arg<OcspLiveQuery>());
    });

    private sealed class Gate
    {
        private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Opened => opened.Task;

        public Task Reached => reached.Task;

        public void Open() => opened.SetResult();

        public void Reach() => reached.TrySetResult();
    }
}
