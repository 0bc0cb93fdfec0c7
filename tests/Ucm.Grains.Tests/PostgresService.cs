using Ucm.Storage;
using Ucm.TestHosting;

[assembly: AssemblyFixture(typeof(Ucm.Grains.Tests.PostgresService))]

namespace Ucm.Grains.Tests;

/// <summary>The PostgreSQL server of the assembly, started when the first class wants a database. Tests that stop or freeze one start another.</summary>
public sealed class PostgresService : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> server = new(static () => PostgresServer.Start());

    public async Task<StorageOptions> CreateDatabase() => Options(await (await server.Value).CreateDatabase());

    public static StorageOptions Options(string connectionString) => new() { Provider = StorageProvider.PostgreSql, ConnectionString = connectionString };

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
