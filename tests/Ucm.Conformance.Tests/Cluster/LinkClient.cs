using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.RateLimits;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>An Orleans client as a frontend has it, showing whatever certificate it is given; null speaks plain TCP.</summary>
internal sealed class LinkClient(IHost host) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <exception cref="Exception">It was not let in.</exception>
    public static Task<LinkClient> Connect(int[] gateways, X509Certificate2? own, X509Certificate2 authority, TimeProvider? clock = null, Task? until = null)
    {
        return Connect(gateways, Configure, until);

        void Configure(IClientBuilder client)
        {
            if (clock is not null)
            {
                client.Services.AddSingleton(new ClusterPeers(LinkKeys.ClusterId, clock));
            }

            if (own is not null)
            {
                client.Services.AddSingleton<IClusterCredentials>(new FixedCredentials(own, authority));
                client.UseClusterTls();
                client.Services.Configure<ClusterTlsOptions>(static options => options.CertificatePath = options.KeyPath = options.AuthorityPath = "unused");
            }
        }
    }

    /// <param name="until">A client that is refused tries again by itself; it gives up when this has come to its end.</param>
    /// <exception cref="Exception">It was not let in.</exception>
    public static async Task<LinkClient> Connect(int[] gateways, Action<IClientBuilder> configure, Task? until = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering([.. gateways.Select(port => new IPEndPoint(IPAddress.Loopback, port))]);
            client.Configure<Orleans.Configuration.ClusterOptions>(static options => (options.ClusterId, options.ServiceId) = (LinkKeys.ClusterId, "links"));
            client.Services.AddSingleton(TimeProvider.System);

            // Who is refused at every gateway hears of it when this time is over.
            client.Configure<Orleans.Configuration.ClientMessagingOptions>(static options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
            configure(client);
        });
        var host = builder.Build();
        try
        {
            var start = host.StartAsync();
            if (until is not null && await Task.WhenAny(start, until) != start)
            {
                throw new TimeoutException("It was not let in.");
            }

            await start.WaitAsync(Limit);
            return new LinkClient(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Wakes a grain somewhere in the cluster.</summary>
    public static Task Call(IGrainFactory grains, string subject) =>
        grains.RateLimit("links", subject).Take(new RateLimitRule(10, TimeSpan.FromSeconds(1)), CancellationToken.None);

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public Task Call(string subject) => Call(Grains, subject);

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await host.StopAsync(limit.Token);
        host.Dispose();
    }

    private sealed class FixedCredentials(X509Certificate2 own, X509Certificate2 authority) : IClusterCredentials
    {
        private readonly ClusterCredential credential = new(SslStreamCertificateContext.Create(own, null, offline: true), authority);

        public ClusterCredential Current() => credential;
    }
}
