using Ucm.Grains.Signing;
using Ucm.Storage;
using Ucm.Storage.Migrations;

namespace Ucm.Silo.Hosting;

/// <summary>Brings the schema up to this version and proves the master key, before anything else starts: their faults are the operator's to mend.</summary>
internal sealed class DatabaseStartup(StorageOptions options, MasterKeyCheck masterKey)
{
    public async Task Run(CancellationToken cancellationToken)
    {
        StorageMigrator.Migrate(options);
        await masterKey.Confirm(cancellationToken);
    }
}
