using Ucm.Grains.Activations;
using Ucm.Grains.Interfaces.RateLimits;

namespace Ucm.Grains.RateLimits;

/// <summary>Memory only: an idle subject is forgotten with the activation, which never comes sooner than its allowance is full again.</summary>
[CollectionAgeLimit(Minutes = 5)]
internal sealed class RateLimitGrain(TimeProvider clock) : Grain, IRateLimitGrain
{
    private static readonly TimeSpan AgeLimit = TimeSpan.FromMinutes(5);
    private Gcra _allowance = new();

    public Task<TimeSpan> Take(RateLimitRule rule, CancellationToken cancellationToken)
    {
        if (rule.Period > AgeLimit)
        {
            DelayDeactivation(rule.Period);
        }

        return Task.FromResult(_allowance.Take(rule, clock.GetUtcNow()));
    }

    public Task<TimeSpan> Look(RateLimitRule rule, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_allowance.IsFull(now))
        {
            this.ForgetSoon(() => _allowance.IsFull(clock.GetUtcNow()));
        }

        return Task.FromResult(_allowance.Look(rule, now));
    }

    public Task Reset(CancellationToken cancellationToken)
    {
        _allowance = new Gcra();
        this.ForgetSoon(() => _allowance.IsFull(clock.GetUtcNow()));
        return Task.CompletedTask;
    }

    public Task GiveBack(RateLimitRule rule, CancellationToken cancellationToken)
    {
        _allowance.GiveBack(rule);
        return Task.CompletedTask;
    }
}
