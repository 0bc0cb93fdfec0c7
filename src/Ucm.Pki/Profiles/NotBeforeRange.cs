namespace Ucm.Pki.Profiles;

/// <summary>
/// The times that a request may name as notBefore. A certificate for a day far ahead would outlive every rule, key and name it was checked
/// against, so 30 days are the most; backdating for wrong clocks is the profile's, so two days behind are the most. Never overflows.
/// </summary>
public static class NotBeforeRange
{
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    public static readonly TimeSpan Behind = TimeSpan.FromDays(2);

    /// <summary>Whole seconds.</summary>
    public static DateTimeOffset Latest(DateTimeOffset now) => Add(now, Ahead).WholeSeconds();

    public static DateTimeOffset Earliest(DateTimeOffset now) => Add(now, -Behind);

    /// <summary>One sentence with the bound that <paramref name="notBefore"/> is beyond; null when it is within both.</summary>
    public static string? FindFault(DateTimeOffset notBefore, DateTimeOffset now) =>
        notBefore > Latest(now) ? $"notBefore can be at most {Latest(now):yyyy-MM-ddTHH:mm:ssZ}, {Ahead.TotalDays:0} days ahead."
        : notBefore < Earliest(now) ? $"notBefore can be {Earliest(now):yyyy-MM-ddTHH:mm:ssZ} at the earliest."
        : null;

    /// <summary>The sum, or the first or last time there is.</summary>
    internal static DateTimeOffset Add(DateTimeOffset time, TimeSpan span) =>
        span > DateTimeOffset.MaxValue - time ? DateTimeOffset.MaxValue : span < DateTimeOffset.MinValue - time ? DateTimeOffset.MinValue : time + span;

    internal static DateTimeOffset WholeSeconds(this DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerSecond));
    }
}
