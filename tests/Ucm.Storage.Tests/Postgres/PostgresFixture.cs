using Npgsql;
using Ucm.Storage.Tests.Contract;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>A database of its own on the server that all classes share.</summary>
public sealed class PostgresFixture(PostgresService service) : StorageFixture
{
    private StorageOptions? options;

    public override StorageOptions Options => options!;

    public override long Scalar(string sql)
    {
        using var connection = new NpgsqlConnection(Options.ConnectionString + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(command.ExecuteScalar(), null);
    }

    public override void Run(string sql)
    {
        using var connection = new NpgsqlConnection(Options.ConnectionString + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public override async ValueTask InitializeAsync()
    {
        // What is promised here is not about time, which a machine full of tests does not have; PostgresOutageTests keep the bounds as they are.
        options = new StorageOptions
        {
            Provider = StorageProvider.PostgreSql,
            ConnectionString = await service.CreateDatabase() + ";Timeout=30;Command Timeout=30",
            WriteTimeout = TimeSpan.FromSeconds(30),
        };
        await base.InitializeAsync();
    }
}

/// <summary>The server of the assembly, started when the first class wants a database. Tests that stop or freeze one start another.</summary>
public sealed class PostgresService : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> server = new(static () => PostgresServer.Start());

    public async Task<string> CreateDatabase() => await (await server.Value).CreateDatabase();

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
            await (await server.Value).DisposeAsync();
    }
}
