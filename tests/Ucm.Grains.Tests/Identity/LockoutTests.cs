using Ucm.Grains.Identity;

namespace Ucm.Grains.Tests.Identity;

public sealed class LockoutTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 30)]
    [InlineData(6, 60)]
    [InlineData(7, 120)]
    [InlineData(40, 900)]
    public void Wait_AfterFailures_DoublesUpToTheLongest(int failures, int seconds)
    {
        var lockout = new Lockout();

        for (var failure = 0; failure < failures; failure++)
        {
            lockout.Failed(Now);
        }

        Math.Max(0, lockout.Wait(Now).TotalSeconds).ShouldBe(seconds);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(15)]
    public void Wait_OneFailureEachFewMinutes_IsNever(int minutes)
    {
        var lockout = new Lockout();
        for (var failure = 0; failure < 1000; failure++)
        {
            lockout.Failed(Now + TimeSpan.FromMinutes(minutes * failure));

            lockout.Wait(Now + TimeSpan.FromMinutes(minutes * failure)).ShouldBeLessThanOrEqualTo(TimeSpan.Zero);
        }
    }

    [Fact]
    public void IsForgotten_AfterTheStorm_InLessThanTwoHours()
    {
        var lockout = new Lockout();
        for (var failure = 0; failure < 1000; failure++)
        {
            lockout.Failed(Now);
        }

        lockout.IsForgotten(Now + TimeSpan.FromMinutes(99)).ShouldBeFalse();
        lockout.IsForgotten(Now + TimeSpan.FromMinutes(100)).ShouldBeTrue();
    }
}
