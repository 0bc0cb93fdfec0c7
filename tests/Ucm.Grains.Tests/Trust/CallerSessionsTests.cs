using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Trust;

namespace Ucm.Grains.Tests.Trust;

public sealed class CallerSessionsTests
{
    private static readonly Caller Claimed = new(CallerKind.User, "somebody", ["everything"], Session: "one");
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ISessionGrain grain = Substitute.For<ISessionGrain>();
    private readonly CallerSessions sessions;

    public CallerSessionsTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<ISessionGrain>("session:one", null).Returns(grain);
        sessions = new CallerSessions(grains, clock, NullLogger<CallerSessions>.Instance);
    }

    [Fact]
    public async Task Confirm_QuestionWasLostWithASilo_IsAskedAgain()
    {
        var lost = new TaskCompletionSource<Outcome<SessionView>>();
        grain.Look(Arg.Any<CancellationToken>()).Returns(lost.Task, Task.FromResult<Outcome<SessionView>>(View("certificates:read")));
        var confirmed = sessions.Confirm(Claimed).AsTask();

        while (!confirmed.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        (await confirmed).Caller.ShouldNotBeNull().Permissions.ShouldBe(["certificates:read"]);
        await grain.Received(2).Look(Arg.Any<CancellationToken>());
    }

    /// <summary>Law 9.</summary>
    [Fact]
    public async Task Confirm_NoAnswerAtAll_IsRefusedInTheEnd()
    {
        grain.Look(Arg.Any<CancellationToken>()).Returns(new TaskCompletionSource<Outcome<SessionView>>().Task);
        var confirmed = sessions.Confirm(Claimed).AsTask();

        while (!confirmed.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        (await confirmed).Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
    }

    private SessionView View(params string[] permissions) =>
        new("one", SessionKind.Api, UserName.Parse("somebody"), [], [.. permissions], false, [], clock.GetUtcNow().AddHours(1));
}
