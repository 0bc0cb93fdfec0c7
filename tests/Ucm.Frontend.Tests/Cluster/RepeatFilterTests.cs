using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Orleans.Serialization.Invocation;
using Shouldly;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Cluster;

/// <summary>A call that a dead silo swallowed is made again if that is safe, for a bounded time.</summary>
public sealed class RepeatFilterTests
{
    private readonly FakeTimeProvider clock = new();
    private int calls;

    [Fact]
    public async Task Invoke_SiloDiesUnderARepeatableCall_AsksAgain()
    {
        await Run(Call<IIssuanceGrain>(nameof(IIssuanceGrain.Issue), failures: 3));

        calls.ShouldBe(4);
    }

    [Fact]
    public async Task Invoke_SiloDiesUnderAnUnlistedCall_AsksOnce()
    {
        await Should.ThrowAsync<SiloUnavailableException>(() => Run(Call<ISignInGrain>(nameof(ISignInGrain.SignIn), failures: 1)));

        calls.ShouldBe(1);
    }

    [Fact]
    public async Task Invoke_FaultOfTheGrain_IsNotRepeated()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => Run(Call<IIssuanceGrain>(nameof(IIssuanceGrain.Issue), 1, new InvalidOperationException())));

        calls.ShouldBe(1);
    }

    [Fact]
    public async Task Invoke_NobodyEverAnswers_EndsWithinItsPatience()
    {
        var began = clock.GetTimestamp();

        await Should.ThrowAsync<SiloUnavailableException>(() => Run(Call<IIssuanceGrain>(nameof(IIssuanceGrain.Issue), failures: int.MaxValue)));

        calls.ShouldBeInRange(8, 20);
        clock.GetElapsedTime(began).ShouldBeLessThan(RepeatFilter.Timeout + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Invoke_CallOfAGrain_IsLeftAlone()
    {
        var call = Call<IIssuanceGrain>(nameof(IIssuanceGrain.Issue), failures: 1);
        call.SourceId.Returns(GrainId.Create("issuance", "issuing"));

        await Should.ThrowAsync<SiloUnavailableException>(() => Run(call));

        calls.ShouldBe(1);
    }

    [Fact]
    public async Task Invoke_CallerGoesAway_StopsWaiting()
    {
        using var gone = new CancellationTokenSource();
        var call = Call<IIssuanceGrain>(nameof(IIssuanceGrain.Issue), failures: int.MaxValue);
        call.Request.GetCancellationToken().Returns(gone.Token);
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => new RepeatFilter(clock).Invoke(call));

        calls.ShouldBe(1);
    }

    /// <summary>What a second attempt's answer is taken out of.</summary>
    [Fact]
    public void Of_EveryRepeatableCall_ReturnsATaskOfSomething()
    {
        var repeatable = typeof(IIssuanceGrain).Assembly.GetTypes().Where(static type => type.IsInterface).SelectMany(static type => type.GetMethods())
            .Where(static method => RepeatableCalls.Of(method.DeclaringType, method.Name) != Repetition.Never).ToList();

        repeatable.Count.ShouldBeGreaterThan(20);
        repeatable.ShouldAllBe(method => method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>));
    }

    private IOutgoingGrainCallContext Call<T>(string method, int failures, Exception? fault = null)
        where T : class
    {
        var contract = typeof(T).GetMethod(method)!;
        var request = Substitute.For<IInvokable>();
        request.GetArgumentCount().Returns(contract.GetParameters().Length);
        request.GetArgument(contract.GetParameters().Length - 1).Returns(CancellationToken.None);
        var call = Substitute.For<IOutgoingGrainCallContext>();
        call.Request.Returns(request);
        call.SourceId.Returns((GrainId?)null);
        call.InterfaceMethod.Returns(contract);
        call.MethodName.Returns(method);
        call.Invoke().Returns(_ => Answer<object>());
        var grain = Substitute.For<IIssuanceGrain, ISignInGrain>();
        grain.Issue(default!, default).ReturnsForAnyArgs(_ => Answer<Outcome<IssuedCertificate>>());
        call.Grain.Returns(grain);
        return call;

        Task<TAnswer> Answer<TAnswer>() => ++calls <= failures ? Task.FromException<TAnswer>(fault ?? new SiloUnavailableException()) : Task.FromResult<TAnswer>(default!);
    }

    private async Task Run(IOutgoingGrainCallContext call)
    {
        var run = new RepeatFilter(clock).Invoke(call);
        while (!run.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        await run;
    }
}
