using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ucm.Grains.Interfaces;

namespace Ucm.Frontend.Health;

/// <summary>
/// Ready means that a grain answers, could read the database and finds that it takes writes. Anybody may ask, so all share one look at a time, and
/// its answer for a second: strangers cost the database one query a second.
/// </summary>
internal sealed class ClusterHealthCheck(IGrainFactory grains, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private Task<HealthCheckResult>? look;
    private long begunAt;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Shared().WaitAsync(cancellationToken);

    private Task<HealthCheckResult> Shared()
    {
        lock (gate)
        {
            if (look is null || (look.IsCompleted && clock.GetElapsedTime(begunAt) >= Kept))
            {
                begunAt = clock.GetTimestamp();
                look = Look();
            }

            return look;
        }
    }

    /// <summary>Belongs to all who wait for it, so nobody's cancellation ends it; its own limit does.</summary>
    private async Task<HealthCheckResult> Look()
    {
        try
        {
            var catalog = await grains.AuthorityCatalog().List(CancellationToken.None).WaitAsync(Limit, clock);
            return catalog.IsReadOnly
                ? HealthCheckResult.Unhealthy("The database takes no writes.")
                : HealthCheckResult.Healthy($"{catalog.Authorities.Length} authorities");
        }
        catch (Exception)
        {
            // A probe reports; whoever failed has logged.
            return HealthCheckResult.Unhealthy("No grain answers.");
        }
    }
}
