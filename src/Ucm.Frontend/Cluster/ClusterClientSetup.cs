using Orleans.Configuration;
using Orleans.Messaging;

namespace Ucm.Frontend.Cluster;

/// <summary>The Orleans client of a frontend that runs apart from the silos.</summary>
internal static class ClusterClientSetup
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(5);

    public static void UseUcmCluster(this IClientBuilder client, ClusterClientOptions cluster)
    {
        client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, "ucm"));
        client.Configure<ClientMessagingOptions>(static options => options.ResponseTimeout = ResponseTimeout);
        client.Configure<GatewayOptions>(static options => options.GatewayListRefreshPeriod = GatewayRefresh);
        client.UseClusterTls();
        client.AddOutgoingGrainCallFilter<RepeatFilter>();
        client.UseConnectionRetryFilter<ReconnectingClient>();
        if (cluster.Membership.ConnectionString is { Length: > 0 } table)
        {
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", table));
        }
        else
        {
            client.Services.AddSingleton<IGatewayListProvider, NamedGateways>();
        }
    }
}
