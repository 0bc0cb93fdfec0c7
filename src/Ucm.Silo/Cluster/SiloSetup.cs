using System.Net;
using Orleans.Configuration;
using Orleans.Metadata;
using Ucm.Frontend.Cluster;
using Ucm.Grains;
using Ucm.Silo.Configuration;
using Ucm.Silo.Hosting;
using Ucm.Storage;

namespace Ucm.Silo.Cluster;

/// <summary>The Orleans silo of each mode.</summary>
internal static class SiloSetup
{
    private const string ServiceId = "ucm";

    public static void UseUcmSilo(this ISiloBuilder silo, UcmMode mode, Configuration.ClusterOptions cluster, StorageOptions storage)
    {
        // A first turn pays for just-in-time compilation; only what is slower than that deserves a warning.
        silo.Configure<SchedulingOptions>(static options => options.TurnWarningLengthThreshold = TimeSpan.FromSeconds(5));
        silo.Services.AddSingleton<IFatalErrorHandler, AbruptEnd>();
        silo.AddUcmGrains();
        if (mode == UcmMode.Standalone)
        {
            silo.Services.AddSingleton<IGrainPropertiesProvider, StayingGrains>();

            // Orleans opens the port even for a silo that is alone, and every user of the machine reaches loopback.
            silo.UseClusterTls();
            silo.UseLocalhostClustering(cluster.SiloPort == 0 ? FreePort.Find() : cluster.SiloPort, cluster.GatewayPort, serviceId: ServiceId, clusterId: cluster.ClusterId);
            return;
        }

        var (siloPort, gatewayPort) = cluster.PortsIn(mode);
        silo.Configure<Orleans.Configuration.ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, ServiceId));
        silo.ConfigureEndpoints(IPAddress.Parse(cluster.AdvertisedAddress!), siloPort, gatewayPort, listenOnAnyHostAddress: false);
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", storage.BoundedConnectionString));
        silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = ("Npgsql", storage.BoundedConnectionString));
        silo.UseClusterTls();
        silo.UseFailureDetection();
        silo.AddOutgoingGrainCallFilter<RepeatFilter>();
    }
}
