using Npgsql;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Postgres;

/// <summary>Where the role looks for our tables, and whether it may work with them: else a start would make a second set of them or fail half-way.</summary>
internal static class PostgresSchemaCheck
{
    private const string Schemas =
        "select current_schema(), current_setting('search_path'), to_regclass('certificate_bytes') is not null, (select string_agg(relnamespace::regnamespace::text, ', ') "
        + "from pg_class where relname = 'certificate_bytes' and relkind in ('r', 'p')), current_user::text";

    // One table of each kind of right that deploy/sql/roles.sql gives to a silo.
    private const string Missing =
        "select string_agg(format('%s on %s', privilege, name), ', ') from (values ('certificates', 'insert'), ('certificates', 'update'), ('counters', 'update'), "
        + "('audit', 'insert'), ('keys', 'insert'), ('grain_state', 'update'), ('orleansmembershiptable', 'update')) as needed (name, privilege) "
        + "where not has_any_column_privilege(name, privilege)";

    /// <exception cref="StorageUnavailableException">The role's search_path leads past the tables, or nowhere.</exception>
    public static void RefuseWrongSchema(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Schemas, connection);
        using var reader = command.ExecuteReader();
        reader.Read();
        var role = reader.GetString(4);
        var path = $"the search_path of the role '{role}' is '{reader.GetString(1)}'";
        if (!reader.GetBoolean(2) && !reader.IsDBNull(3))
        {
            throw new StorageUnavailableException(
                $"The tables are in the schema '{reader.GetString(3)}', and {path}: run `alter role {role} reset search_path`, "
                + "or name the schema with 'Search Path' in the connection string.");
        }

        if (reader.IsDBNull(0))
            throw new StorageUnavailableException($"There are no tables, and {path}, of which it may use nothing: {PostgresMigration.NotAllowed}");
    }

    /// <exception cref="StorageUnavailableException">The role may read, but not do a silo's work.</exception>
    public static async Task RefuseWeakRole(StorageOptions options, CancellationToken cancellationToken)
    {
        await using var database = new PostgresDatabase(options);
        try
        {
            await using var connection = await database.Writer.OpenConnectionAsync(cancellationToken);
            RefuseWrongSchema(connection);
            await using var command = new NpgsqlCommand(Missing, connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is string missing)
            {
                throw new StorageUnavailableException(
                    $"The database role '{new NpgsqlConnectionStringBuilder(connection.ConnectionString).Username}' may not do a silo's work, it lacks {missing}: "
                    + "run deploy/sql/roles.sql and use the role ucm_silo.");
            }
        }
        catch (Exception fault) when (PostgresFaults.IsOutage(fault) && fault is not StorageUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException($"The database cannot be used: {fault.Message}");
        }
    }
}
