namespace Ucm.Reliability.Measuring;

/// <summary>Count and quantiles of measured times, in milliseconds. A quantile is a value that was measured (nearest rank).</summary>
internal sealed record Distribution(int Count, double Median, double P99, double Max)
{
    public static Distribution Of(IEnumerable<long> microseconds)
    {
        var sorted = microseconds.Order().ToArray();
        return sorted.Length == 0
            ? new Distribution(0, 0, 0, 0)
            : new Distribution(sorted.Length, At(sorted, 0.5), At(sorted, 0.99), sorted[^1] / 1000.0);
    }

    public override string ToString() => FormattableString.Invariant($"n={Count} p50={Median:0.0} ms p99={P99:0.0} ms max={Max:0.0} ms");

    private static double At(long[] sorted, double quantile) => sorted[Math.Max(0, (int)Math.Ceiling(quantile * sorted.Length) - 1)] / 1000.0;
}
