using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Frontend.Tests.Status;

namespace Ucm.Frontend.Tests.Protocols.Ocsp;

/// <summary>How much work a stranger can have done.</summary>
public sealed class OcspLaneTests
{
    [Fact]
    public void TryEnter_MoreThanItsRate_AQuarterOfASecondAtOnceThenTheRate()
    {
        var clock = new FakeTimeProvider();
        var lane = new OcspLane(100, clock);

        var burst = Enumerable.Range(0, 1000).Count(_ => lane.TryEnter());
        clock.Advance(TimeSpan.FromSeconds(0.1));
        var afterwards = Enumerable.Range(0, 1000).Count(_ => lane.TryEnter());
        clock.Advance(TimeSpan.FromHours(1));
        var rested = Enumerable.Range(0, 1000).Count(_ => lane.TryEnter());

        (burst, afterwards, rested).ShouldBe((25, 10, 25));
    }

    [Fact]
    public void TryEnter_OnePerSecond_OneAtOnce()
    {
        var lane = new OcspLane(1, new FakeTimeProvider());

        (lane.TryEnter(), lane.TryEnter()).ShouldBe((true, false));
    }

    [Fact]
    public void LiveQueue_Full_RefusesUntilOneLeaves()
    {
        var queue = new OcspLiveQueue(Options.Create(new OcspCacheOptions { LiveInFlight = 2 }));

        var entered = (queue.TryEnter(), queue.TryEnter(), queue.TryEnter());
        queue.Leave();

        entered.ShouldBe((true, true, false));
        queue.TryEnter().ShouldBeTrue();
    }

    [Fact]
    public void IssuedSerials_MoreThanTheLimit_BeginAnew()
    {
        var issued = new IssuedSerials();

        for (var i = 0; i <= IssuedSerials.Limit; i++)
        {
            issued.Add(new(StatusHost.Issuing, Ucm.Grains.Interfaces.Certificates.SerialNumber.FromBytes([0x5a, .. BitConverter.GetBytes(i)])));
        }

        issued.Contains(new(StatusHost.Issuing, Ucm.Grains.Interfaces.Certificates.SerialNumber.FromBytes([0x5a, .. BitConverter.GetBytes(0)]))).ShouldBeFalse();
    }
}
