using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Signing;
using Ucm.Silo.Cluster;
using Ucm.Silo.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>A silo on loopback TCP with the links of production and no database: of the product's grains only those without state answer.</summary>
internal sealed class LinkSilo : IAsyncDisposable
{
    private readonly IHost host;
    private readonly HandshakeCounts counts;

    private LinkSilo(IHost host, int siloPort, int gatewayPort)
    {
        this.host = host;
        (SiloPort, GatewayPort) = (siloPort, gatewayPort);
        counts = new HandshakeCounts(host.Services.GetRequiredService<IMeterFactory>());
    }

    public int SiloPort { get; }

    public int GatewayPort { get; }

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public ClusterLinks Links => host.Services.GetRequiredService<ClusterLinks>();

    public static async Task<LinkSilo> Start(MasterKey key, LinkSilo? first = null, TimeProvider? clock = null, bool tls = true)
    {
        FastRun.MayNotStart("a silo");
        var (siloPort, gatewayPort) = (FreePort.Find(), FreePort.Find());
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Ucm:Cluster:Tls:DeniedFrontends:0", "nobody")]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo =>
        {
            silo.Services.AddSingleton(key);
            if (clock is not null)
            {
                // Orleans keeps the system's clock; only the certificates' ages follow this one.
                silo.Services.AddSingleton(new ClusterPeers(LinkKeys.ClusterId, clock));
                silo.Services.AddSingleton<IClusterCredentials>(new SiloCredentials(new ClusterAuthority(key, LinkKeys.ClusterId, clock), clock));
            }

            var primary = first is null ? null : new IPEndPoint(IPAddress.Loopback, first.SiloPort);
            silo.UseLocalhostClustering(siloPort, gatewayPort, primary, "links", LinkKeys.ClusterId);
            silo.Services.AddSingleton(TimeProvider.System);
            if (tls)
            {
                silo.UseClusterTls();
            }
        });
        var started = new LinkSilo(builder.Build(), siloPort, gatewayPort);
        await started.host.StartAsync();
        return started;
    }

    /// <summary>Handshakes of this silo so far.</summary>
    public long Count(string link, string outcome) => counts.Of(link, outcome);

    public Task Counted(string link, string outcome, long atLeast) =>
        Eventually.Get(() => Task.FromResult(Count(link, outcome)), count => count >= atLeast, TimeSpan.FromSeconds(30));

    /// <summary>As an edit of the configuration file.</summary>
    public void Deny(string frontend)
    {
        var configuration = host.Services.GetRequiredService<IConfiguration>();
        configuration["Ucm:Cluster:Tls:DeniedFrontends:0"] = frontend;
        ((IConfigurationRoot)configuration).Reload();
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await host.StopAsync(limit.Token);
        counts.Dispose();
        host.Dispose();
    }
}
