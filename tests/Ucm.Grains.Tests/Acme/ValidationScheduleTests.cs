using System.Collections.Immutable;
using Ucm.Grains.Acme;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

/// <summary>How often a failed validation is tried again: as it may help, and for about a minute at most.</summary>
public sealed class ValidationScheduleTests
{
    [Theory]
    [InlineData("http-01", RefusalCode.IncorrectResponse, 4)]
    [InlineData("http-01", RefusalCode.Connection, 4)]
    [InlineData("tls-alpn-01", RefusalCode.Tls, 4)]
    [InlineData("dns-01", RefusalCode.Dns, 7)]
    [InlineData("dns-01", RefusalCode.IncorrectResponse, 7)]
    [InlineData("http-01", RefusalCode.Caa, 7)]
    public void PauseAfter_FailsEachTime_SoManyAttemptsWithinAMinute(string type, RefusalCode code, int expected)
    {
        var (attempts, whole) = Run(type, new Refusal(code, "no"), TimeSpan.Zero);

        attempts.ShouldBe(expected);
        whole.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void PauseAfter_AttemptsThatTakeLong_FewerOfThem()
    {
        var (attempts, whole) = Run("dns-01", new Refusal(RefusalCode.Dns, "no"), TimeSpan.FromSeconds(10));

        attempts.ShouldBeLessThan(7);
        whole.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public void PauseAfter_CaaForbids_NoOtherAttempt()
    {
        var refusal = new Refusal(RefusalCode.Caa, "no");
        var attempt = new ValidationAttempt(DateTimeOffset.UnixEpoch, [], refusal, new CaaFinding(DateTimeOffset.UnixEpoch, refusal, IsFinal: true));

        ValidationSchedule.PauseAfter("http-01", [attempt]).ShouldBeNull();
    }

    [Fact]
    public void PauseAfter_Success_NoOtherAttempt() =>
        ValidationSchedule.PauseAfter("dns-01", [new ValidationAttempt(DateTimeOffset.UnixEpoch, [], null)]).ShouldBeNull();

    private static (int Attempts, TimeSpan Whole) Run(string type, Refusal error, TimeSpan each)
    {
        ImmutableArray<ValidationAttempt> attempts = [];
        for (var now = DateTimeOffset.UnixEpoch; ;)
        {
            attempts = attempts.Add(new ValidationAttempt(now, [], error));
            now += each;
            if (ValidationSchedule.PauseAfter(type, attempts) is not { } pause)
            {
                return (attempts.Length, now - DateTimeOffset.UnixEpoch);
            }

            now += pause;
        }
    }
}
