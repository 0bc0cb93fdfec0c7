using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using Npgsql;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;

namespace Ucm.Storage.Postgres;

/// <summary>Migrates under an advisory lock that one session holds from the first question to the last script, so that several nodes may start at once.</summary>
internal static class PostgresMigration
{
    // Any number that nobody else takes in this database.
    private const long LockKey = 0x55_43_4d_00_01;

    private const string LockSession = $"-c lock_timeout=60s -c statement_timeout=0 {PostgresDatabase.NoticesLoss}";

    private const string NotAllowed = "run `Ucm.Silo migrate` with a role that owns the schema.";

    public static void Run(StorageOptions options)
    {
        try
        {
            Run(string.IsNullOrEmpty(options.MigrationConnectionString) ? options.ConnectionString : options.MigrationConnectionString);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StorageUnavailableException($"The database role may not read or change the schema: {NotAllowed}");
        }
        catch (Exception fault) when (PostgresFaults.IsOutage(fault))
        {
            throw new StorageUnavailableException($"The database cannot be migrated: {fault.Message}");
        }
    }

    private static void Run(string connectionString)
    {
        using var source = PostgresDatabase.Create(connectionString, LockSession, settings => (settings.Pooling, settings.CommandTimeout) = (false, 0));

        // A role that may only work with the schema gets through when there is nothing to do.
        if (!IsPending(Engine(source)))
            return;

        // The node before us may build an index over a large table: its time is not ours to bound.
        using var holder = source.OpenConnection();
        Execute(holder, "select set_config('lock_timeout', '0', false), pg_advisory_lock($1)");
        try
        {
            var engine = Engine(source);
            if (IsPending(engine))
                Upgrade(engine);
        }
        finally
        {
            Execute(holder, "select pg_advisory_unlock($1)");
        }
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
            throw new StorageUnavailableException($"The database needs a migration that its role may not make: {NotAllowed}");
        }
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(Columns.One(LockKey));
        command.ExecuteNonQuery();
    }
}
