using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Ucm.Storage;
using Ucm.Storage.Migrations;
using Ucm.TestHosting;

namespace Ucm.Benchmarks.Storage;

/// <summary>A database of its own, in a folder or on a server that goes with it.</summary>
internal sealed class StorageDatabase : IAsyncDisposable
{
    private readonly IAsyncDisposable place;
    private readonly ServiceProvider services;

    private StorageDatabase(IAsyncDisposable place, StorageOptions options)
    {
        this.place = place;
        ConnectionString = options.ConnectionString;
        StorageMigrator.Migrate(options);
        services = new ServiceCollection().AddLogging().AddSerializer().AddUcmStorage(options).BuildServiceProvider();
    }

    public string ConnectionString { get; }

    public IServiceProvider Services => services;

    /// <summary>On SQLite without a number of writers, on PostgreSQL with one.</summary>
    public static async Task<StorageDatabase> Create(int? writers)
    {
        if (writers is null)
            return OnSqlite();

        var server = await PostgresServer.Start();
        var options = new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = await server.CreateDatabase(), Writers = writers };
        return new StorageDatabase(server, options);
    }

    public static StorageDatabase OnSqlite()
    {
        var folder = new Folder();
        return new StorageDatabase(folder, new StorageOptions { ConnectionString = $"Data Source={Path.Combine(folder.Path, "ucm.db")}" });
    }

    public static string NameOf(int? writers) => writers is null ? "SQLite" : $"PostgreSQL ({writers} writer{(writers == 1 ? "" : "s")})";

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await place.DisposeAsync();
    }

    private sealed class Folder : IAsyncDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("ucm-bench-").FullName;

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Path, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
