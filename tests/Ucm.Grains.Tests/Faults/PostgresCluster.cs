using Microsoft.Extensions.DependencyInjection;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Faults;

/// <summary>Two silos on a PostgreSQL server of their own, which can be stopped, killed and frozen.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private PostgresCluster(PostgresServer server, GrainCluster cluster) => (Server, Cluster) = (server, cluster);

    public PostgresServer Server { get; }

    public GrainCluster Cluster { get; }

    public static async Task<PostgresCluster> Start(Action<IServiceCollection>? configure = null)
    {
        var server = await PostgresServer.Start();
        var cluster = await GrainCluster.Start(storage: PostgresService.Options(await server.CreateDatabase()), configure: configure);
        await cluster.CreateAuthorities();
        return new PostgresCluster(server, cluster);
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Server.DisposeAsync();
    }
}
