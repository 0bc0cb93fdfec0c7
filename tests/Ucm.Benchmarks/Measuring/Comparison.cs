namespace Ucm.Benchmarks.Measuring;

/// <summary>Loads measured in turns in one run, so that what the machine does besides meets them alike.</summary>
/// <param name="Ratios">Pairs of load names: the first divided by the second.</param>
internal sealed record Comparison(string Title, IReadOnlyList<ILoad> Loads, IReadOnlyList<(string Of, string To)> Ratios)
{
    public async Task<ComparisonResult> Run(BenchmarkPlan plan, CancellationToken cancellationToken)
    {
        var rates = Loads.ToDictionary(load => load.Name, _ => new List<double>());
        var costs = Loads.ToDictionary(load => load.Name, _ => new List<Cost>());
        try
        {
            foreach (var load in Loads)
            {
                await load.Prepare(cancellationToken);
                await load.Measure(plan.WarmUp, cancellationToken);
            }

            for (var round = 0; round < plan.Rounds; round++)
            {
                // Every other round backwards: none always has the quiet place after another.
                foreach (var load in round % 2 == 0 ? Loads : Loads.Reverse())
                {
                    rates[load.Name].Add(await load.Measure(plan.RoundTime, cancellationToken));
                    costs[load.Name].AddRange(load.Costs);
                    Console.WriteLine($"  {Title} · round {round + 1} · {load.Name}: {rates[load.Name][^1]:N0} {load.Unit}");
                }
            }
        }
        finally
        {
            foreach (var load in Loads)
                await load.DisposeAsync();
        }

        var series = Loads.SelectMany(load => costs[load.Name].GroupBy(cost => (cost.Name, cost.Unit))
            .Select(cost => new Series($"{load.Name}: {cost.Key.Name}", cost.Key.Unit, [.. cost.Select(round => round.Value)]))
            .Prepend(new Series(load.Name, load.Unit, [.. rates[load.Name]]))).ToArray();
        return new ComparisonResult(Title, series, [.. Ratios.Select(ratio => Ratio.Between(series, ratio.Of, ratio.To))]);
    }
}

/// <summary>How long and how often.</summary>
internal sealed record BenchmarkPlan(int Rounds, TimeSpan RoundTime, TimeSpan WarmUp);
