using Microsoft.Extensions.Diagnostics.HealthChecks;
using Ucm.Frontend.Status;

namespace Ucm.Frontend.Health;

/// <summary>
/// Worth sending relying parties to. A frontend that holds a revocation lease gives status answers from memory while the database is away for all; by readiness a proxy would
/// take every frontend out at once, and nobody would get them. One that was cut off alone loses its lease within three seconds (law 4).
/// </summary>
internal sealed class ServingHealthCheck(RevocationLease lease, ClusterHealthCheck cluster) : IHealthCheck
{
    /// <summary>Name and tag: no part of readiness.</summary>
    public const string Name = "serving";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        lease.IsHeld() ? Task.FromResult(HealthCheckResult.Healthy("A revocation lease is held.")) : cluster.CheckHealthAsync(context, cancellationToken);
}
