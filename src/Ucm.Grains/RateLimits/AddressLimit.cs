using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.RateLimits;

namespace Ucm.Grains.RateLimits;

/// <summary>
/// A limit on refused attempts per address. A unit is taken before the work, so that parallel attempts cannot slip through, and given back on success.
/// </summary>
internal sealed class AddressLimit(IGrainFactory grains, string name, int failuresPerMinute, bool enabled)
{
    private readonly RateLimitRule _rule = new(failuresPerMinute, TimeSpan.FromMinutes(1));

    public Task<TimeSpan> Take(string? address, CancellationToken cancellationToken) =>
        Grain(address)?.Take(_rule, cancellationToken) ?? Task.FromResult(TimeSpan.Zero);

    /// <summary>Nobody waits for it: should it be lost, the address has one unit less for a while, and what was signed in or redeemed stays so.</summary>
    public void GiveBack(string? address) => Grain(address)?.GiveBack(_rule, CancellationToken.None).Ignore();

    private IRateLimitGrain? Grain(string? address) => enabled && AddressSubject.Of(address) is { } subject ? grains.RateLimit(name, subject) : null;
}
