using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.RateLimits;

namespace Ucm.Grains.RateLimits;

/// <summary>
/// The limits on new ACME accounts per client address and on new orders per account. Each answers zero when a unit was taken, else how long to
/// wait.
/// </summary>
internal sealed class AcmeLimits(IGrainFactory grains, IOptions<RateLimitOptions> options)
{
    private readonly RateLimitRule _accounts = new(options.Value.AcmeAccountsPerHour, TimeSpan.FromHours(1));
    private readonly RateLimitRule _orders = new(options.Value.AcmeOrdersPerHour, TimeSpan.FromHours(1));

    /// <summary>Whoever comes without an address shares one allowance with all others who do.</summary>
    public Task<TimeSpan> TakeAccount(string? address, CancellationToken cancellationToken) =>
        Take("acme-account", AddressSubject.Of(address) ?? "none", _accounts, cancellationToken);

    public Task<TimeSpan> TakeOrder(string account, CancellationToken cancellationToken) => Take("acme-order", account, _orders, cancellationToken);

    private Task<TimeSpan> Take(string limit, string subject, RateLimitRule rule, CancellationToken cancellationToken) =>
        options.Value.Enabled ? grains.RateLimit(limit, subject).Take(rule, cancellationToken) : Task.FromResult(TimeSpan.Zero);
}
