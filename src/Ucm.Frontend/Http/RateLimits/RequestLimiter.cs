using System.Collections.Concurrent;

namespace Ucm.Frontend.Http.RateLimits;

/// <summary>
/// The generic cell rate algorithm: one time per subject, whatever the burst. Bounded: when it knows its maximum of subjects, those whose allowance
/// is full are forgotten, and new ones share one allowance until there is room.
/// </summary>
internal sealed class RequestLimiter(TimeProvider clock, int maximumSubjects = 100_000)
{
    private static readonly long TrimInterval = TimeSpan.FromSeconds(1).Ticks;
    private readonly ConcurrentDictionary<(RequestClass Class, string Subject), long> arrivals = new();
    private readonly long start = clock.GetTimestamp();
    private int subjects;
    private long trimAt;

    /// <summary>How many subjects are remembered.</summary>
    public int Subjects => Volatile.Read(ref subjects);

    /// <summary>Takes one unit of the subject's allowance if there is one.</summary>
    public RequestVerdict Take(RequestClass kind, string subject, RequestLimit limit)
    {
        var now = clock.GetElapsedTime(start).Ticks;
        var interval = limit.Interval.Ticks;
        var window = interval * limit.Burst;
        while (true)
        {
            var key = (kind, subject);
            var known = arrivals.TryGetValue(key, out var stored);
            if (!known && subject.Length > 0 && !HasRoom(now))
            {
                subject = string.Empty;
                continue;
            }

            var arrival = Math.Max(stored, now);
            var next = arrival + interval;
            if (next - now > window)
            {
                return new RequestVerdict(0, TimeSpan.FromTicks(next - now - window), TimeSpan.FromTicks(arrival - now));
            }

            if (known ? arrivals.TryUpdate(key, next, stored) : TryAdd(key, next))
            {
                return new RequestVerdict((now + window - next) / interval, TimeSpan.Zero, TimeSpan.FromTicks(next - now));
            }
        }
    }

    private bool TryAdd((RequestClass Class, string Subject) key, long arrival)
    {
        if (!arrivals.TryAdd(key, arrival))
        {
            return false;
        }

        Interlocked.Increment(ref subjects);
        return true;
    }

    private bool HasRoom(long now)
    {
        if (Subjects < maximumSubjects)
        {
            return true;
        }

        var due = Volatile.Read(ref trimAt);
        if (now < due || Interlocked.CompareExchange(ref trimAt, now + TrimInterval, due) != due)
        {
            return false;
        }

        foreach (var entry in arrivals)
        {
            if (entry.Value <= now && arrivals.TryRemove(entry))
            {
                Interlocked.Decrement(ref subjects);
            }
        }

        return Subjects < maximumSubjects;
    }
}

/// <summary>What a limiter says to one request.</summary>
/// <param name="Remaining">Units that are left now.</param>
/// <param name="Wait">Zero when a unit was taken, else how long until there is one.</param>
/// <param name="Reset">How long until the allowance is full again.</param>
internal readonly record struct RequestVerdict(long Remaining, TimeSpan Wait, TimeSpan Reset)
{
    public bool Taken => Wait == TimeSpan.Zero;
}
