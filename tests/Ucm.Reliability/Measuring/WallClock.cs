using System.Diagnostics;

namespace Ucm.Reliability.Measuring;

/// <summary>Microseconds since 1970 UTC, from one reading of the wall clock and the monotonic clock since: differences are exact, whatever is done to the wall clock.</summary>
internal static class WallClock
{
    private static readonly long Start = DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks;
    private static readonly long Origin = Stopwatch.GetTimestamp();

    public static long Now => (Start + Stopwatch.GetElapsedTime(Origin).Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static long Microseconds(this DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static long Microseconds(this TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
