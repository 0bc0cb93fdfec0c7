using CsCheck;
using Ucm.Grains.Acme.Renewal;

namespace Ucm.Grains.Tests.Acme.Renewal;

public sealed class RenewalWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(90 * 24, 60 * 24)]
    [InlineData(6 * 24, 3 * 24)]
    [InlineData(1, 0.5)]
    public void Of_Lifetime_BeginsAfterTwoThirdsOrHalfOfItAndSoon(double hours, double earliest)
    {
        var window = RenewalWindow.Of(Start, Start.AddHours(hours), [1, 2, 3]);

        window.Start.ShouldBeInRange(Start.AddHours(earliest).AddSeconds(-1), Start.AddHours(earliest + (hours / 12)));
        window.Start.Millisecond.ShouldBe(0);
        (window.End - window.Start).ShouldBe(TimeSpan.FromSeconds(Math.Floor(hours * 3600 / 50)));
    }

    [Fact]
    public void Of_SameSerialTwice_SameWindow() =>
        RenewalWindow.Of(Start, Start.AddDays(90), [7, 7]).ShouldBe(RenewalWindow.Of(Start, Start.AddDays(90), [7, 7]));

    [Fact]
    public void Of_FleetIssuedTogether_SpreadsOut()
    {
        var starts = Enumerable.Range(0, 1000)
            .Select(static number => RenewalWindow.Of(Start, Start.AddDays(90), BitConverter.GetBytes(number)).Start)
            .ToList();

        var days = starts.GroupBy(static start => start.Date).ToList();
        days.Count.ShouldBe(8);
        days.Max(static day => day.Count()).ShouldBeLessThan(200);
    }

    [Fact]
    public void Of_AnyLifetimeFromAMinute_LiesInItAndEndsAfterItBegins() =>
        Gen.Select(Gen.Long[60, 40L * 366 * 86400], Gen.Byte.Array[1, 20]).Sample(static pair =>
        {
            var window = RenewalWindow.Of(Start, Start.AddSeconds(pair.Item1), pair.Item2);

            return window.Start > Start && window.End > window.Start && window.End < Start.AddSeconds(pair.Item1);
        });

    [Fact]
    public void Within_AnyWindow_LiesInIt() =>
        Gen.Select(Gen.Int[1, 1_000_000], Gen.Byte.Array[1, 20]).Sample(static pair =>
        {
            var window = RenewalWindow.Within(Start, Start.AddSeconds(pair.Item1), pair.Item2);

            return window.Start >= Start && window.End > window.Start && window.End <= Start.AddSeconds(pair.Item1);
        });

    [Fact]
    public void Before_RevokedThisVeryMoment_EndsInThePast()
    {
        var now = Start.AddMilliseconds(1);

        var window = RenewalWindow.Before(now);

        window.End.ShouldBeLessThan(now);
        window.Start.ShouldBeLessThan(window.End);
    }
}
