using Orleans.Configuration;

namespace Ucm.Silo.Cluster;

/// <summary>
/// How fast a silo that is gone is noticed: measured against the defaults (docs/operations.md), calls succeed again seconds after a kill and a silo that is only slow
/// stays. Two votes declare a silo dead; with two silos left Orleans asks for the one vote there is.
/// </summary>
internal static class FailureDetection
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);

    public static void UseFailureDetection(this ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(static options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            options.NumMissedProbesLimit = 2;
            options.NumVotesForDeathDeclaration = 2;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            options.DeathVoteExpirationTimeout = TimeSpan.FromSeconds(30);
            options.DefunctSiloExpiration = TimeSpan.FromDays(1);
            options.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
        });
        silo.Configure<SiloMessagingOptions>(static options => options.ResponseTimeout = ResponseTimeout);
        silo.Configure<ClientMessagingOptions>(static options => options.ResponseTimeout = ResponseTimeout);
    }
}
