using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Ucm.Storage;
using Ucm.Storage.Migrations;

namespace Ucm.Benchmarks.Storage;

/// <summary>A database in a folder that goes with it.</summary>
internal sealed class StorageDatabase : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-bench-").FullName;
    private readonly ServiceProvider services;

    public StorageDatabase()
    {
        var options = new StorageOptions { ConnectionString = ConnectionString };
        StorageMigrator.Migrate(options);
        services = new ServiceCollection().AddLogging().AddSerializer().AddUcmStorage(options).BuildServiceProvider();
    }

    public string ConnectionString => $"Data Source={Path.Combine(folder, "ucm.db")}";

    public IServiceProvider Services => services;

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
