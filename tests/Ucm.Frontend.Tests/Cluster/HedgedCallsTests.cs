using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Orleans.Serialization.Invocation;
using Shouldly;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Frontend.Tests.Cluster;

/// <summary>What is asked once more while nobody knows whether the first question was lost.</summary>
public sealed class HedgedCallsTests
{
    private static readonly NonceLease Answer = new(1, 2, []);
    private readonly FakeTimeProvider clock = new();
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<NonceLease> second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IAcmeNonceGrain grain = Substitute.For<IAcmeNonceGrain>();
    private readonly IOutgoingGrainCallContext context = Substitute.For<IOutgoingGrainCallContext>();
    private readonly HedgedCalls calls;

    public HedgedCallsTests()
    {
        calls = new HedgedCalls(clock);
        var request = Substitute.For<IInvokable>();
        request.GetArgumentCount().Returns(2);
        request.GetArgument(0).Returns(7);
        request.GetArgument(1).Returns(CancellationToken.None);
        context.Request.Returns(request);
        context.Grain.Returns(grain);
        context.InterfaceMethod.Returns(typeof(IAcmeNonceGrain).GetMethod(nameof(IAcmeNonceGrain.Lease)));
        grain.Lease(7, CancellationToken.None).Returns(_ => second.Task);
    }

    private int Seconds => grain.ReceivedCalls().Count();

    [Fact]
    public async Task Beside_FirstIsAnswered_AsksOnce()
    {
        first.SetResult();

        await calls.Beside(first.Task, new RepeatedCall(context));

        Seconds.ShouldBe(0);
    }

    [Fact]
    public async Task Beside_FirstIsLost_TheSecondAnswerIsTheContexts()
    {
        var call = Begin();

        second.SetResult(Answer);
        await call;

        Seconds.ShouldBe(1);
        context.Received().Result = Answer;
    }

    [Fact]
    public async Task Beside_SecondFails_WaitsForTheFirst()
    {
        var call = Begin();

        second.SetException(new SiloUnavailableException());
        first.SetResult();

        await call;
    }

    [Fact]
    public async Task Beside_FirstFails_WaitsForTheSecond()
    {
        var call = Begin();

        first.SetException(new TimeoutException());
        second.SetResult(Answer);

        await call;
    }

    [Fact]
    public async Task Beside_BothFail_IsTheFaultOfTheFirst()
    {
        var call = Begin();

        second.SetException(new SiloUnavailableException());
        first.SetException(new TimeoutException());

        await Should.ThrowAsync<TimeoutException>(call);
    }

    /// <summary>A slow cluster is not asked everything twice.</summary>
    [Fact]
    public async Task Beside_ManyAreWaiting_OnlySoManyAreAskedTwice()
    {
        var waiting = Enumerable.Range(0, HedgedCalls.AtOnce + 20).Select(_ => calls.Beside(first.Task, new RepeatedCall(context))).ToList();
        clock.Advance(HedgedCalls.After);
        SpinWait.SpinUntil(() => Seconds == HedgedCalls.AtOnce, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        first.SetResult();
        await Task.WhenAll(waiting);
        Seconds.ShouldBe(HedgedCalls.AtOnce);

        // And the room is had again.
        second.SetResult(Answer);
        SpinWait.SpinUntil(() => calls.UnderWay == 0, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        var later = new TaskCompletionSource();
        var call = calls.Beside(later.Task, new RepeatedCall(context));
        clock.Advance(HedgedCalls.After);
        await call;
        Seconds.ShouldBe(HedgedCalls.AtOnce + 1);
    }

    private Task Begin()
    {
        var call = calls.Beside(first.Task, new RepeatedCall(context));
        Seconds.ShouldBe(0);
        clock.Advance(HedgedCalls.After);
        SpinWait.SpinUntil(() => Seconds == 1, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        return call;
    }
}
