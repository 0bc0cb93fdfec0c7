namespace Ucm.Reliability.Recovery;

/// <summary>Outages of one kind of process, with what issue 3 asks of them.</summary>
internal sealed record RecoveryReport(string What, double MedianMilliseconds, double WorstMilliseconds, double LongestWaitMilliseconds, int FailedBeyondInFlight, IReadOnlyList<Outage> Outages)
{
    public static RecoveryReport Of(string what, IReadOnlyList<Outage> outages)
    {
        var sorted = outages.Select(outage => outage.Recovery / 1000.0).Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length == 0 ? 0 : sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new RecoveryReport(
            what,
            median,
            sorted.LastOrDefault(),
            outages.Count == 0 ? 0 : outages.Max(outage => outage.LongestWait) / 1000.0,
            outages.Sum(outage => outage.Failed),
            outages);
    }
}
