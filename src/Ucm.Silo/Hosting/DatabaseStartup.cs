using Ucm.Storage;
using Ucm.Storage.Migrations;

namespace Ucm.Silo.Hosting;

/// <summary>Brings the schema up to this version before the silo starts.</summary>
internal sealed class DatabaseStartup(StorageOptions options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        StorageMigrator.Migrate(options);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
