using Ucm.Grains.Interfaces.RateLimits;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Tests.RateLimits;

public sealed class GcraTests
{
    private static readonly RateLimitRule Rule = new(3, TimeSpan.FromMinutes(1));
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Take_BeyondTheBurst_WaitsForOneInterval()
    {
        var limit = new Gcra();

        TimeSpan[] waits = [.. Enumerable.Range(0, 4).Select(_ => limit.Take(Rule, Now))];

        waits.ShouldBe([TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(20)]);
    }

    [Fact]
    public void GiveBack_AfterTheBurst_AllowsOneMore()
    {
        var limit = new Gcra();
        limit.Take(Rule, Now);
        limit.Take(Rule, Now);
        limit.Take(Rule, Now);

        limit.GiveBack(Rule);

        limit.Take(Rule, Now).ShouldBe(TimeSpan.Zero);
        limit.Take(Rule, Now).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void GiveBack_NothingIsKnownOfWhatWasTaken_IsNoMoreThanTheBurst()
    {
        var limit = new Gcra();

        limit.GiveBack(Rule);

        Enumerable.Range(0, 4).Count(_ => limit.Take(Rule, Now) == TimeSpan.Zero).ShouldBe(3);
    }

    [Fact]
    public void Look_AtAnAllowance_TakesNothing()
    {
        var limit = new Gcra();

        limit.Look(Rule, Now).ShouldBe(TimeSpan.Zero);
        limit.IsFull(Now).ShouldBeTrue();
        Enumerable.Range(0, 4).Count(_ => limit.Take(Rule, Now) == TimeSpan.Zero).ShouldBe(3);
        limit.Look(Rule, Now).ShouldBe(TimeSpan.FromSeconds(20));
        limit.Look(Rule, Now.AddSeconds(20)).ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Subject_OfAnAddress_IsItsNetwork(string one, string other, bool same)
    {
        var subjects = (AddressSubject.Of(System.Net.IPAddress.Parse(one)), AddressSubject.Of(System.Net.IPAddress.Parse(other)));

        (subjects.Item1 == subjects.Item2).ShouldBe(same);
    }
}
