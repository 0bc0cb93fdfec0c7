using Orleans.Runtime.Messaging;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Cluster;

/// <summary>What a grain call throws when a silo has died, is shutting down or cannot be reached; as opposed to a fault of the grain.</summary>
internal static class ClusterOutages
{
    /// <summary>What a client is told to wait: by then a dead silo has been voted out.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>Of a silo: another one may answer the same call.</summary>
    public static bool IsOutageOfSilo(Exception fault) => fault is not GrainStateUnavailableException && IsOutage(fault);

    public static bool IsOutage(Exception fault) =>
        fault is GrainStateUnavailableException or TimeoutException or SiloUnavailableException or OrleansMessageRejectionException
            or GatewayTooBusyException or ConnectionFailedException
        || fault.GetType() == typeof(OrleansException);
}
