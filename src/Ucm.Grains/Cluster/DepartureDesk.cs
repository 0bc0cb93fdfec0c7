using Microsoft.Extensions.Logging;

namespace Ucm.Grains.Cluster;

/// <summary>See <see cref="IDepartureDesk"/>.</summary>
internal sealed partial class DepartureDesk(
    GrainId id, Silo silo, ILoggerFactory loggers, IClusterMembershipService membership, ILocalSiloDetails local, ILogger<DepartureDesk> log)
    : GrainService(id, silo, loggers), IDepartureDesk
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
