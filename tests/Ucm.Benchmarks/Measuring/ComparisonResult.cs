namespace Ucm.Benchmarks.Measuring;

internal sealed record ComparisonResult(string Title, IReadOnlyList<Series> Series, IReadOnlyList<Ratio> Ratios);

/// <summary>The rates of one load, one for each round.</summary>
internal sealed record Series(string Name, string Unit, IReadOnlyList<double> Rounds)
{
    public double Median => MedianOf(Rounds);

    public double Lowest => Rounds.Min();

    public double Highest => Rounds.Max();

    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>The median over the rounds of one load's rate divided by another's in the same round.</summary>
internal sealed record Ratio(string Of, string To, double Median)
{
    public static Ratio Between(IReadOnlyList<Series> series, string of, string to) =>
        new(of, to, Measuring.Series.MedianOf(series.Single(item => item.Name == of).Rounds.Zip(series.Single(item => item.Name == to).Rounds, (a, b) => a / b)));
}
