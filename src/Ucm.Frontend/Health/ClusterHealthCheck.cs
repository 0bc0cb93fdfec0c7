using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ucm.Grains.Interfaces;

namespace Ucm.Frontend.Health;

/// <summary>Ready means that a grain answers and could read the database.</summary>
internal sealed class ClusterHealthCheck(IGrainFactory grains) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var catalog = await grains.AuthorityCatalog().List(cancellationToken).WaitAsync(Limit, cancellationToken);
            return HealthCheckResult.Healthy($"{catalog.Authorities.Length} authorities");
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A probe reports; whoever failed has logged.
            return HealthCheckResult.Unhealthy("No grain answers.");
        }
    }
}
