using Microsoft.Extensions.Logging;

namespace Ucm.Grains.Cluster;

/// <summary>See <see cref="IDrainCoordinator"/>.</summary>
internal sealed partial class DrainCoordinator(
    GrainId id, Silo silo, ILoggerFactory loggers, IClusterMembershipService membership, ILocalSiloDetails local, ILogger<DrainCoordinator> log)
    : GrainService(id, silo, loggers), IDrainCoordinator
{
    public async Task<bool> PutOut(SiloAddress silo, CancellationToken cancellationToken)
    {
        if (silo.Equals(local.SiloAddress))
        {
            return false;
        }

        LogPutOut(silo);
        return await membership.TryKill(silo).WaitAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo {Silo} does not reach the database and asked to be put out of the cluster.")]
    private partial void LogPutOut(SiloAddress silo);
}
