using Ucm.Grains.Interfaces.RateLimits;

namespace Ucm.Grains.RateLimits;

/// <summary>The generic cell rate algorithm: one time stamp per subject, whatever the burst.</summary>
internal sealed class Gcra
{
    private DateTimeOffset _theoreticalArrival;

    /// <summary>Zero when a unit was taken, else how long until the next one is there.</summary>
    public TimeSpan Take(RateLimitRule rule, DateTimeOffset now)
    {
        var wait = Look(rule, now);
        if (wait == TimeSpan.Zero)
        {
            _theoreticalArrival = Arrival(now) + (rule.Period / rule.Burst);
        }

        return wait;
    }

    /// <summary>Zero when there is a unit to take, else how long until there is.</summary>
    public TimeSpan Look(RateLimitRule rule, DateTimeOffset now)
    {
        var wait = Arrival(now) + (rule.Period / rule.Burst) - rule.Period - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>Takes a unit even when none is there yet; how long until it is. Whoever is told to wait owns the unit.</summary>
    public TimeSpan Reserve(RateLimitRule rule, DateTimeOffset now)
    {
        var interval = rule.Period / rule.Burst;
        _theoreticalArrival = Arrival(now) + interval;
        var wait = _theoreticalArrival - rule.Period - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    public bool IsFull(DateTimeOffset now) => _theoreticalArrival <= now;

    /// <summary>What was taken may be forgotten by now: then the allowance is full.</summary>
    public void GiveBack(RateLimitRule rule)
    {
        if (_theoreticalArrival != default)
        {
            _theoreticalArrival -= rule.Period / rule.Burst;
        }
    }

    private DateTimeOffset Arrival(DateTimeOffset now) => _theoreticalArrival > now ? _theoreticalArrival : now;
}
