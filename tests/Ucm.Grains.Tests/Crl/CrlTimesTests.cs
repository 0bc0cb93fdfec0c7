using Ucm.Grains.Authorities;
using Ucm.Grains.Crl;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Tests.Crl;

/// <summary>thisUpdate: before now, not before what is listed, and greater with each number.</summary>
public sealed class CrlTimesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CrlPolicy Policy = CrlPolicyRules.Default;

    [Fact]
    public void ThisUpdate_NothingNew_IsBackdated() => CrlTimes.ThisUpdate(Policy, Now, Now.AddDays(-1), Now.AddDays(-1)).ShouldBe(Now.AddMinutes(-5));

    [Fact]
    public void ThisUpdate_FirstCrlWithoutEntries_IsBackdated() =>
        CrlTimes.ThisUpdate(Policy with { Backdate = TimeSpan.FromSeconds(90) }, Now.AddMilliseconds(700), null, null).ShouldBe(Now.AddSeconds(-90));

    [Fact]
    public void ThisUpdate_RevokedSince_IsThatSecond() =>
        CrlTimes.ThisUpdate(Policy, Now, Now.AddMilliseconds(-1300), Now.AddDays(-1)).ShouldBe(Now.AddSeconds(-2));

    [Fact]
    public void ThisUpdate_SeveralWithinOneSecond_GrowsByASecondEach()
    {
        var times = new List<DateTimeOffset>();
        for (var i = 0; i < 4; i++)
        {
            times.Add(CrlTimes.ThisUpdate(Policy, Now.AddMilliseconds(i), Now.AddDays(-1), times.Count == 0 ? null : times[^1]));
        }

        times.ShouldBe([Now.AddMinutes(-5), Now.AddMinutes(-5).AddSeconds(1), Now.AddMinutes(-5).AddSeconds(2), Now.AddMinutes(-5).AddSeconds(3)]);
    }

    [Fact]
    public void ThisUpdate_BackdatedMoreThanBefore_NeverGoesBack() =>
        CrlTimes.ThisUpdate(Policy with { Backdate = TimeSpan.FromHours(1) }, Now, null, Now.AddMinutes(-3)).ShouldBe(Now.AddMinutes(-3).AddSeconds(1));

    [Fact]
    public void Wait_ThisUpdateHasCome_IsNone() => CrlTimes.Wait(Now, Now).ShouldBe(TimeSpan.Zero);

    [Fact]
    public void Wait_NextSecondOfARevocationJustNow_IsTheRestOfThisSecond() =>
        CrlTimes.Wait(Now.AddSeconds(1), Now.AddMilliseconds(400)).ShouldBe(TimeSpan.FromMilliseconds(600));

    [Fact]
    public void Wait_ClocksDiffer_IsASecondAtMost() => CrlTimes.Wait(Now.AddHours(1), Now).ShouldBe(TimeSpan.FromSeconds(1));
}
