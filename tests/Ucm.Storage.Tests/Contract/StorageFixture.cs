using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Ucm.Storage.Migrations;

namespace Ucm.Storage.Tests.Contract;

/// <summary>A migrated, empty database and the stores on it. Each database that we support has one.</summary>
public abstract class StorageFixture : IAsyncLifetime
{
    private ServiceProvider? services;

    public abstract StorageOptions Options { get; }

    public T Get<T>()
        where T : notnull => services!.GetRequiredService<T>();

    public T Get<T>(string name)
        where T : notnull => services!.GetRequiredKeyedService<T>(name);

    /// <summary>One number from the database itself, past the stores.</summary>
    public abstract long Scalar(string sql);

    /// <summary>A change by the database itself, past the stores.</summary>
    public abstract void Run(string sql);

    public virtual ValueTask InitializeAsync()
    {
        StorageMigrator.Migrate(Options);
        services = Build(Options);
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (services is not null)
            await services.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    internal static ServiceProvider Build(StorageOptions options) => new ServiceCollection()
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
        .AddSerializer()
        .AddUcmStorage(options)
        .BuildServiceProvider();
}
