using Microsoft.Extensions.Options;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.RateLimits;

namespace Ucm.Grains.RateLimits;

/// <summary>
/// The limits on new ACME accounts per client address and on new orders per account, of each ACME server. Each answers zero when a unit was taken,
/// else how long to wait.
/// </summary>
internal sealed class AcmeLimits(IGrainFactory grains, IOptions<RateLimitOptions> options)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Whoever comes without an address shares one allowance with all others who do.</summary>
    public Task<TimeSpan> TakeAccount(AcmeServer server, string? address, CancellationToken cancellationToken) =>
        Take("acme-account", $"{server.Name}/{AddressSubject.Of(address) ?? "none"}", server.Limits.AccountsPerAddressPerHour, cancellationToken);

    public Task<TimeSpan> TakeOrder(AcmeServer server, string account, CancellationToken cancellationToken) =>
        Take("acme-order", $"{server.Name}/{account}", server.Limits.OrdersPerAccountPerHour, cancellationToken);

    private Task<TimeSpan> Take(string limit, string subject, int perHour, CancellationToken cancellationToken) => options.Value.Enabled && perHour > 0
        ? grains.RateLimit(limit, subject).Take(new RateLimitRule(perHour, Hour), cancellationToken)
        : Task.FromResult(TimeSpan.Zero);
}
