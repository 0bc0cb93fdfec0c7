using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Auth;

public sealed class SessionChecksTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ISessionGrain grain = Substitute.For<ISessionGrain>();
    private readonly SessionChecks checks;

    public SessionChecksTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<ISessionGrain>("session:one", null).Returns(grain);
        checks = new SessionChecks(grains, clock);
    }

    [Fact]
    public async Task Check_QuestionWasLostWithASilo_IsAskedAgain()
    {
        var lost = new TaskCompletionSource<Outcome<SessionView>>();
        grain.Check(Arg.Any<bool>(), Arg.Any<CancellationToken>()).Returns(lost.Task, Task.FromResult<Outcome<SessionView>>(View()));
        var check = checks.Check("one", "Bearer", touch: false).AsTask();
        var other = checks.Check("one", "Bearer", touch: false).AsTask();

        clock.Advance(TimeSpan.FromSeconds(0.5));

        (await check).ShouldNotBeNull().View.Id.ShouldBe("one");
        (await other).ShouldBeSameAs(await check);
        await grain.Received(2).Check(Arg.Any<bool>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Check_GrainCannotBeAsked_NobodyIsLetIn()
    {
        grain.Check(Arg.Any<bool>(), Arg.Any<CancellationToken>()).Returns(Task.FromException<Outcome<SessionView>>(new TimeoutException()));

        await Should.ThrowAsync<TimeoutException>(checks.Check("one", "Bearer", touch: false).AsTask());
    }

    [Fact]
    public async Task Check_DatabaseIsAway_IsAnOutageAndNoEndOfTheSession()
    {
        grain.Check(Arg.Any<bool>(), Arg.Any<CancellationToken>()).Returns((Outcome<SessionView>)new Refusal(RefusalCode.Unavailable, "The database is away."));

        await Should.ThrowAsync<GrainStateUnavailableException>(checks.Check("one", "Bearer", touch: false).AsTask());
    }

    [Fact]
    public async Task Check_SomebodyIsThereAfterAMereLook_IsAskedAgainAndServesBoth()
    {
        grain.Check(Arg.Any<bool>(), Arg.Any<CancellationToken>()).Returns(_ => Task.FromResult<Outcome<SessionView>>(View()));

        foreach (var touch in new[] { false, true, false, true })
        {
            (await checks.Check("one", "Bearer", touch)).ShouldNotBeNull();
        }

        await grain.Received(1).Check(false, Arg.Any<CancellationToken>());
        await grain.Received(1).Check(true, Arg.Any<CancellationToken>());
    }

    private SessionView View() => new("one", SessionKind.Api, UserName.Parse("somebody"), [], [], false, [], clock.GetUtcNow().AddHours(1));
}
