using System.ComponentModel.DataAnnotations;

namespace Ucm.Frontend.Http.RateLimits;

/// <summary>So many requests at once, and then so many in each second.</summary>
internal sealed class RequestLimit
{
    [Range(0.01, 1_000_000)]
    public double PerSecond { get; set; }

    [Range(1, 10_000_000)]
    public int Burst { get; set; }

    /// <summary>How long one unit takes to come back.</summary>
    public TimeSpan Interval => TimeSpan.FromTicks(Math.Max(1, (long)(TimeSpan.TicksPerSecond / PerSecond)));

    public RequestLimit Times(int factor) => new() { PerSecond = PerSecond * factor, Burst = (int)Math.Min(int.MaxValue, (long)Burst * factor) };
}
