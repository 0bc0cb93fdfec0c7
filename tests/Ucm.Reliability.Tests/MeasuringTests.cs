using Shouldly;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Recovery;
using Ucm.TestHosting;

namespace Ucm.Reliability.Tests;

public sealed class MeasuringTests
{
    [Fact]
    public void Distribution_OfAHundred_QuantilesAreMeasuredValues()
    {
        var distribution = Distribution.Of(Enumerable.Range(1, 100).Select(number => number * 1000L).Reverse());

        distribution.ShouldBe(new Distribution(100, 50, 99, 100));
        Distribution.Of([]).Count.ShouldBe(0);
    }

    [Fact]
    public async Task Pace_SlowWork_StaysWithinItsNumberAndCountsTheRest()
    {
        var pace = new Pace(perSecond: 500, atOnce: 3);
        using var end = new CancellationTokenSource();
        var release = new TaskCompletionSource();
        var begun = 0;

        var running = pace.Run(
            _ =>
            {
                Interlocked.Increment(ref begun);
                return release.Task;
            },
            end.Token);
        await Eventually.Get(() => Task.FromResult(pace.Skipped), count => count > 10, TimeSpan.FromSeconds(30));
        begun.ShouldBe(3);
        await end.CancelAsync();
        running.IsCompleted.ShouldBeFalse("what has begun is waited for");
        release.SetResult();
        await running;

        pace.Begun.ShouldBe(3);
    }

    [Fact]
    public async Task Pace_WorkThatFails_EndsTheRun()
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        await Should.ThrowAsync<FormatException>(() => new Pace(100, 10).Run(_ => Task.FromException(new FormatException()), end.Token));
    }

    [Fact]
    public void Outage_CallsFailForAWhile_LastsUntilTheLastBadOneBegan()
    {
        Probe[] probes =
        [
            new("read", "frontend1", 900_000, 901_000, null),
            new("read", "frontend1", 950_000, 2_000_000, "reset"),
            new("issue", "frontend2", 1_500_000, 3_600_000, null),
            new("ocsp", "frontend1", 4_000_000, 4_001_000, "tryLater"),
            new("read", "frontend1", 5_000_000, 5_002_000, null),
            new("read", "frontend1", 21_000_000, 21_001_000, "503"),
        ];

        var outage = Outage.Of("silo1", probes, (Asked: 1_000_000, Done: 1_100_000, Restarted: 20_000_000));

        outage.Recovery.ShouldBe(3_000_000);
        outage.LongestWait.ShouldBe(2_100_000);
        (outage.InFlight, outage.Beyond, outage.Failed, outage.Returning).ShouldBe((1, 2, 1, 1));
        outage.Faults["issue slow"].ShouldBe(1);
    }

    [Fact]
    public void Outage_NothingFailed_IsZero()
    {
        var outage = Outage.Of("silo1", [new Probe("read", "proxy", 1, 2, null), new Probe("read", "proxy", 3, 5, "reset")], (10, 20, 30));

        outage.ShouldSatisfyAllConditions(zero => zero.Recovery.ShouldBe(0), zero => zero.Beyond.ShouldBe(0), zero => zero.Faults.ShouldBeEmpty());
    }

    [Fact]
    public void RecoveryReport_EvenNumber_MedianIsBetween()
    {
        Outage[] outages = [.. new long[] { 1000, 4000, 2000, 9000 }.Select(time => new Outage("silo1", time, 5000, 1, 3, 2, 0, new Dictionary<string, int>(), 0, []))];

        var report = RecoveryReport.Of("silo", outages);

        (report.MedianMilliseconds, report.WorstMilliseconds, report.FailedBeyondInFlight).ShouldBe((3, 9, 8));
    }
}
