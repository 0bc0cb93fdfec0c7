using Microsoft.Extensions.Options;
using Ucm.Frontend.Hosting;
using Ucm.Grains.Signing;
using Ucm.Silo.Configuration;
using Ucm.Storage;
using Ucm.Storage.Keys;
using Ucm.Storage.Migrations;

namespace Ucm.Silo.Hosting;

/// <summary>Brings the schema up to this version and proves the master key, before anything else starts: their faults are the operator's to mend.</summary>
internal sealed partial class DatabaseStartup(
    StorageOptions options, IOptions<MasterKeyOptions> masterKey, IKeyStore keys, IServiceProvider services, ILogger<DatabaseStartup> log)
{
    private string KeyFile => masterKey.Value.Path;

    public async Task Run(CancellationToken cancellationToken)
    {
        foreach (var unverified in DatabaseLinks.FindUnverified(options))
        {
            LogUnverified(unverified);
        }

        await StorageChecks.Sessions(options, cancellationToken);
        StorageMigrator.Migrate(options);
        await StorageChecks.Role(options, cancellationToken);
        if (File.Exists(KeyFile))
        {
            await Confirm(cancellationToken);
        }
        else
        {
            await Adopt(cancellationToken);
        }
    }

    /// <summary>A new key belongs to a new database only; a file with another one would be taken for the right one at the next start.</summary>
    private async Task Adopt(CancellationToken cancellationToken)
    {
        if (await MasterKeyCheck.IsRecorded(keys, cancellationToken))
        {
            if (!File.Exists(KeyFile))
            {
                throw Missing(null);
            }

            // Another node that shares the file made it in between, and recorded it.
            await Confirm(cancellationToken);
            return;
        }

        try
        {
            await Confirm(cancellationToken);
        }
        catch (WrongMasterKeyException fault)
        {
            // Another node was first on the empty database, with a key of its own.
            File.Delete(KeyFile);
            throw Missing(fault);
        }
    }

    // The key is made when it is first asked for, which is here.
    private Task Confirm(CancellationToken cancellationToken) => services.GetRequiredService<MasterKeyCheck>().Confirm(cancellationToken);

    private StartupException Missing(Exception? inner) => new(
        $"the database was made with a master key, and '{KeyFile}' does not exist; copy master.key from a node that runs, with mode 0600, or name it with Ucm:MasterKey:Path.", inner);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The link to the database can be intercepted: {Fault}")]
    private partial void LogUnverified(string fault);
}
