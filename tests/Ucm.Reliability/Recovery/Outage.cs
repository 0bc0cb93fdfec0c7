namespace Ucm.Reliability.Recovery;

/// <summary>What the callers felt of one kill.</summary>
/// <param name="Recovery">From the kill until calls that begin succeed promptly, all of them; microseconds.</param>
/// <param name="LongestWait">Of any call that was begun before the recovery; microseconds.</param>
/// <param name="InFlight">Bad calls that were begun before the kill was done.</param>
/// <param name="Beyond">Bad calls that were begun after it.</param>
/// <param name="Failed">Of those, the ones that had no right answer, however late.</param>
/// <param name="Returning">Bad calls that were begun while the process came back.</param>
/// <param name="Asked">When the kill was asked for; microseconds since 1970, as the times of the bad calls.</param>
internal sealed record Outage(
    string Name, long Recovery, long LongestWait, int InFlight, int Beyond, int Failed, int Returning, IReadOnlyDictionary<string, int> Faults, long Asked, IReadOnlyList<Probe> Bad)
{
    /// <param name="window">When the kill was asked for, when it was done, when the process was started again.</param>
    public static Outage Of(string name, IEnumerable<Probe> probes, (long Asked, long Done, long Restarted) window)
    {
        var bad = probes.Where(probe => probe.IsBad && probe.DoneAt >= window.Asked).ToList();
        var before = bad.Where(probe => probe.SentAt < window.Restarted).ToList();
        return new Outage(
            name,
            before.Count == 0 ? 0 : Math.Max(0, before.Max(probe => probe.SentAt) - window.Asked),
            before.Count == 0 ? 0 : before.Max(probe => probe.DoneAt - probe.SentAt),
            before.Count(probe => probe.SentAt <= window.Done),
            before.Count(probe => probe.SentAt > window.Done),
            before.Count(probe => probe.SentAt > window.Done && probe.Fault is not null),
            bad.Count - before.Count,
            bad.GroupBy(probe => $"{probe.Kind} {probe.Fault ?? "slow"}").ToDictionary(group => group.Key, group => group.Count()),
            window.Asked,
            bad);
    }
}
