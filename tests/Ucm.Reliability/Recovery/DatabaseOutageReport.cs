using Ucm.Reliability.Measuring;

namespace Ucm.Reliability.Recovery;

/// <summary>When what happened; microseconds since 1970.</summary>
/// <param name="AskedAt">The database was told to go.</param>
/// <param name="AwayAt">It was gone.</param>
/// <param name="BackAt">It answered again.</param>
internal sealed record OutageTimes(long BegunAt, long AskedAt, long AwayAt, long ReturningAt, long BackAt);

/// <summary>What the clients felt of one outage of the database.</summary>
internal sealed record DatabaseOutageReport(double SecondsAway, IReadOnlyList<OutageKind> Kinds)
{
    /// <summary>What was asked before went on, what was not was put off, and in the end everything worked.</summary>
    public bool IsClean => Kinds.All(static kind => kind.IsRecovered && (!GoesOn.Contains(kind.Kind) || kind.During.Faults.Count == 0));

    /// <summary>What needs no database.</summary>
    public static IReadOnlyList<string> GoesOn { get; } = [OutageProbes.Warm, OutageProbes.Proxied, OutageProbes.Serving, OutageProbes.Crl];

    public static DatabaseOutageReport Of(IReadOnlyCollection<Probe> probes, OutageTimes times) => new(
        (times.BackAt - times.AskedAt) / 1e6,
        [.. probes.GroupBy(probe => probe.Kind).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => OutageKind.Of(group.Key, [.. group], times))]);
}

/// <summary>One kind of question.</summary>
/// <param name="During">Asked from when the database was gone until it was told to come back.</param>
/// <param name="RecoveryMilliseconds">From the database's first answer until questions that begin are answered well and promptly, all of them.</param>
/// <param name="IsRecovered">Some were, at the end.</param>
internal sealed record OutageKind(string Kind, OutagePhase Before, OutagePhase During, double RecoveryMilliseconds, bool IsRecovered)
{
    public static OutageKind Of(string kind, IReadOnlyList<Probe> probes, OutageTimes times)
    {
        var after = probes.Where(probe => probe.SentAt >= times.BackAt).ToList();
        var lastBad = after.Where(probe => probe.IsBad).Select(probe => probe.SentAt).DefaultIfEmpty(times.BackAt).Max();
        return new OutageKind(
            kind,
            OutagePhase.Of(probes, times.BegunAt, times.AskedAt),
            OutagePhase.Of(probes, times.AwayAt, times.ReturningAt),
            (lastBad - times.BackAt) / 1000.0,
            after.Exists(probe => probe.SentAt > lastBad));
    }
}

/// <summary>Questions that began in a span of time.</summary>
/// <param name="Good">Answered as in good times, and before the span ended: who waits for a database that is away may be answered when it is back.</param>
/// <param name="Faults">How often clients were told what instead.</param>
internal sealed record OutagePhase(int Good, double GoodPerSecond, IReadOnlyDictionary<string, int> Faults, Distribution Times)
{
    public static OutagePhase Of(IEnumerable<Probe> probes, long from, long to)
    {
        var begun = probes.Where(probe => probe.SentAt >= from && probe.SentAt < to).ToList();
        var good = begun.Count(probe => probe.Fault is null && probe.DoneAt < to);
        return new OutagePhase(
            good,
            good / ((to - from) / 1e6),
            begun.Where(probe => probe.Fault is not null).CountBy(probe => probe.Fault!).ToDictionary(),
            Distribution.Of(begun.Select(probe => probe.DoneAt - probe.SentAt)));
    }
}
