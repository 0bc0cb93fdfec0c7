namespace Ucm.Grains.Interfaces.RateLimits;

/// <summary>One limit of one subject (GCRA), in memory only. Key: <c>{limit}:{subject}</c>, such as <c>login:192.0.2.7</c>.</summary>
[Alias("ucm.rate-limit-grain")]
public interface IRateLimitGrain : IGrainWithStringKey
{
    /// <summary>Takes one unit; zero when it was there, else how long to wait, and nothing was taken.</summary>
    [Alias("Take")]
    Task<TimeSpan> Take(RateLimitRule rule, CancellationToken cancellationToken);

    /// <summary>How long to wait until a unit is there; zero when one is. Takes nothing, and nothing is remembered for it.</summary>
    [Alias("Look")]
    Task<TimeSpan> Look(RateLimitRule rule, CancellationToken cancellationToken);

    /// <summary>The allowance is full again.</summary>
    [Alias("Reset")]
    Task Reset(CancellationToken cancellationToken);

    /// <summary>Gives one unit back.</summary>
    [Alias("GiveBack")]
    Task GiveBack(RateLimitRule rule, CancellationToken cancellationToken);
}

/// <summary><paramref name="Burst"/> units at once, and as many again in each <paramref name="Period"/>, evenly.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.rate-limit-rule")]
public sealed record RateLimitRule([property: Id(0)] int Burst, [property: Id(1)] TimeSpan Period);
