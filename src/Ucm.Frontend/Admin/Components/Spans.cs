namespace Ucm.Frontend.Admin.Components;

/// <summary>Lengths of time for people, in one unit.</summary>
internal static class Spans
{
    /// <summary>Such as "in 12 days", "3 hours ago", "just now".</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = at - now;
        return distance.Duration() < TimeSpan.FromMinutes(1) ? "just now" : distance > TimeSpan.Zero ? $"in {Length(distance)}" : $"{Length(-distance)} ago";
    }

    /// <summary>Rounded down to the largest unit that gives at least two, or to one minute.</summary>
    public static string Length(TimeSpan span) => span switch
    {
        { TotalDays: >= 730 } => Count(span.TotalDays / 365.25, "year"),
        { TotalDays: >= 2 } => Count(span.TotalDays, "day"),
        { TotalHours: >= 2 } => Count(span.TotalHours, "hour"),
        { TotalMinutes: >= 1 } => Count(span.TotalMinutes, "minute"),
        _ => "less than a minute",
    };

    private static string Count(double amount, string unit)
    {
        var whole = (long)amount;
        return whole == 1 ? $"1 {unit}" : $"{whole} {unit}s";
    }
}
