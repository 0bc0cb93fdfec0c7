using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Ucm.Frontend.Cluster;

/// <summary>Puts <see cref="ClusterTls"/> under a frontend's links; a silo adds its own in Ucm.Silo.</summary>
internal static class ClusterTlsModule
{
    /// <summary>Needs the files of <see cref="ClusterTlsOptions"/>; a start without them fails.</summary>
    public static IClientBuilder UseClusterTls(this IClientBuilder client)
    {
        var services = client.Services;
        services.AddOptions<ClusterTlsOptions>().BindConfiguration(ClusterTlsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ClusterTlsOptions>, ClusterTlsOptionsValidator>();
        services.TryAddSingleton<IClusterCredentials, FrontendCredentials>();
        services.AddClusterTls();
        return client.Configure<ClientConnectionOptions>(static options => options.ConfigureConnection(static connection =>
        {
            var tls = connection.ApplicationServices.GetRequiredService<ClusterTls>();
            connection.Use(tls.Connect);
        }));
    }

    /// <summary>What silos and frontends share; <see cref="IClusterCredentials"/> is the caller's.</summary>
    public static void AddClusterTls(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ClusterHandshakes>();
        services.TryAddSingleton<ClusterLinks>();
        services.TryAddSingleton(static provider =>
            new ClusterPeers(provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ClusterTls>();
    }
}
