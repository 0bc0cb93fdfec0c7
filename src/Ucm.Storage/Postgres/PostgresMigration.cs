using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using Npgsql;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;

namespace Ucm.Storage.Postgres;

/// <summary>
/// Migrates under an advisory lock that one transaction holds from the first question to the last script, so that several nodes may start at once. Of
/// a transaction, because a lock of the session is no lock behind a pooler that gives the session away after each statement.
/// </summary>
internal static class PostgresMigration
{
    // Any number that nobody else takes in this database.
    private const long LockKey = 0x55_43_4d_00_01;

    private const string LockSession = $"-c lock_timeout=60s -c statement_timeout=0 {PostgresDatabase.NoticesLoss}";

    public const string NotAllowed = "run `Ucm.Silo migrate` with a role that owns the schema.";

    public static void Run(StorageOptions options)
    {
        try
        {
            Run(string.IsNullOrEmpty(options.MigrationConnectionString) ? options.ConnectionString : options.MigrationConnectionString);
        }
        catch (PostgresException refused) when (PostgresSessionCheck.IsPoolerThatRefuses(refused))
        {
            throw PostgresSessionCheck.PoolerRefuses(refused);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StorageUnavailableException($"The database role may not read or change the schema: {NotAllowed}");
        }
        catch (Exception fault) when (PostgresFaults.IsOutage(fault) && fault is not StorageUnavailableException)
        {
            throw new StorageUnavailableException($"The database cannot be migrated: {fault.Message}");
        }
    }

    private static void Run(string connectionString)
    {
        using var source = PostgresDatabase.Create(connectionString, LockSession, settings => (settings.Pooling, settings.CommandTimeout) = (false, 0));
        using var holder = source.OpenConnection();
        PostgresSchemaCheck.RefuseWrongSchema(holder);

        // A role that may only work with the schema gets through when there is nothing to do.
        if (!IsPending(Engine(source)))
            return;

        // The node before us may build an index over a large table, and this session sits in its transaction while the scripts run: neither time is
        // ours to bound.
        using var transaction = holder.BeginTransaction();
        using var locking = new NpgsqlCommand(
            "select set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true), "
            + "pg_advisory_xact_lock($1)",
            holder);
        locking.Parameters.Add(Columns.One(LockKey));
        locking.ExecuteNonQuery();
        var engine = Engine(source);
        if (IsPending(engine))
            Upgrade(engine);

        transaction.Commit();
    }

    private static UpgradeEngine Engine(NpgsqlDataSource source) => DeployChanges.To
        .PostgresqlDatabase(new PostgresqlConnectionManager(source))
        .WithScripts(StorageMigrator.Scripts("PostgreSql"))
        .WithVariablesDisabled()
        .WithTransactionPerScript()
        .LogToNowhere()
        .Build();

    private static bool IsPending(UpgradeEngine engine)
    {
        StorageMigrator.RefuseNewer(engine);
        return engine.IsUpgradeRequired();
    }

    private static void Upgrade(UpgradeEngine engine)
    {
        try
        {
            StorageMigrator.Apply(engine);
        }
        catch (StorageUnavailableException failed) when (failed.InnerException is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege })
        {
            var what = engine.GetExecutedScripts().Count == 0
                ? "was never migrated, which its role may not do"
                : "needs a migration that its role may not make";
            throw new StorageUnavailableException($"The database {what}: {NotAllowed}");
        }
        catch (StorageUnavailableException failed) when (failed.InnerException is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction })
        {
            throw new StorageUnavailableException($"The database needs a migration and takes no writes (default_transaction_read_only, or a standby): {NotAllowed}");
        }
    }
}
