namespace Ucm.Grains.Objects;

/// <summary>Times as exact as the tables keep them, so that an object and its lists say the same.</summary>
internal static class StoredTimes
{
    /// <summary>Now, to the microsecond.</summary>
    public static DateTimeOffset GetStoredNow(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
