namespace Ucm.Reliability.Recovery;

/// <summary>One call that has to reach a grain, tried once. Times are microseconds since 1970.</summary>
internal sealed record Probe(string Kind, string Door, long SentAt, long DoneAt, string? Fault)
{
    /// <summary>A caller that waits longer than this is not served, whatever the answer.</summary>
    public static readonly long Slow = 1_000_000;

    public bool IsBad => Fault is not null || DoneAt - SentAt > Slow;
}
