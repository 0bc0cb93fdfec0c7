using Shouldly;
using Ucm.Silo.Cluster;

namespace Ucm.Conformance.Tests.Cluster;

public sealed class IsolationCounterTests
{
    private readonly IsolationCounter rounds = new();

    [Fact]
    public void Count_LonelyInEachRound_IsTrueAtTheLimit() =>
        Enumerable.Range(1, IsolationCounter.Limit).Select(_ => rounds.Count(lonely: true)).ShouldBe([false, false, false, false, true]);

    [Fact]
    public void Count_OneRoundWasNot_BeginsAnew()
    {
        bool[] seen = [true, true, true, true, false, true, true, true, true];

        seen.Select(rounds.Count).ShouldAllBe(static leaves => !leaves);
    }
}
