using Microsoft.Extensions.DependencyInjection;

namespace Ucm.Grains.Cluster;

/// <summary>What a silo knows of its own membership, and does for that of others.</summary>
internal static class ClusterModule
{
    public static IServiceCollection AddClusterStanding(this IServiceCollection services)
    {
        services.AddSingleton<SiloStanding>();
        services.AddSingleton<Departures>();
        return services.AddGrainService<DrainCoordinator>();
    }
}
