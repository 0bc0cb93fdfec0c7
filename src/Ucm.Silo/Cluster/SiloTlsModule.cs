using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Identity.ClientCertificates;
using Ucm.Grains.Signing;

namespace Ucm.Silo.Cluster;

/// <summary>Puts mutual TLS under every link of a silo: to and from silos, and at the gateway. Needs the <see cref="MasterKey"/> and nothing else.</summary>
internal static class SiloTlsModule
{
    public static ISiloBuilder UseClusterTls(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<SiloTlsOptions>().BindConfiguration(SiloTlsOptions.Section);
        services.AddClusterTls();
        services.TryAddSingleton<DeniedFrontends>();
        services.TryAddSingleton(static provider => new ClusterAuthority(
            provider.GetRequiredService<MasterKey>(),
            provider.GetRequiredService<IOptions<Orleans.Configuration.ClusterOptions>>().Value.ClusterId,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IClusterCredentials, SiloCredentials>();
        services.AddSingleton<IClientProofVerifier, ClientProofVerifier>();
        return silo.Configure<SiloConnectionOptions>(static options =>
        {
            options.ConfigureSiloInboundConnection(static connection =>
            {
                var tls = connection.ApplicationServices.GetRequiredService<ClusterTls>();
                connection.Use(next => tls.Accept(next, ClusterDoor.FromSilo));
            });
            options.ConfigureSiloOutboundConnection(static connection => connection.Use(connection.ApplicationServices.GetRequiredService<ClusterTls>().Connect));
            options.ConfigureGatewayInboundConnection(static connection =>
            {
                var tls = connection.ApplicationServices.GetRequiredService<ClusterTls>();
                var denied = connection.ApplicationServices.GetRequiredService<DeniedFrontends>();
                var door = ClusterDoor.Gateway(denied.Contains);
                connection.Use(next => tls.Accept(next, door));
            });
        });
    }
}
