using Npgsql;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Postgres;

/// <summary>
/// Proves at the start that the server knows the settings our sessions ask for. A connection pooler drops them without a word when it is told to ignore startup
/// parameters, and every bound on a wait would be gone.
/// </summary>
internal static class PostgresSessionCheck
{
    private const string Key = $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}";

    private const string Direct = "connect to PostgreSQL itself";

    /// <exception cref="StorageUnavailableException">A setting is not in force, or the server takes no writes; one sentence says which.</exception>
    public static async Task Run(StorageOptions options, CancellationToken cancellationToken)
    {
        await using var database = new PostgresDatabase(options);
        try
        {
            await using var writer = await database.Writer.OpenConnectionAsync(cancellationToken);
            await using var reader = await database.SharedReader.OpenConnectionAsync(cancellationToken);
            var isPooled = await IsPooled(writer, cancellationToken);
            await RefuseLostSettings(writer, isPooled, cancellationToken);
            await RefuseLostSettings(reader, isPooled, cancellationToken);
            await RefuseReadOnly(writer, cancellationToken);
            if (isPooled)
                await RefuseLostStatements(writer, reader, cancellationToken);
        }
        catch (PostgresException refused) when (IsPoolerThatRefuses(refused))
        {
            throw PoolerRefuses(refused);
        }
        catch (PostgresException lost) when (lost.SqlState is PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement)
        {
            throw new StorageUnavailableException(
                $"{Key} leads to a connection pooler (such as PgBouncer) in transaction mode, which loses prepared statements: {Direct}, use pool_mode=session, "
                + "or set 'Max Auto Prepare=0' in the connection string.");
        }
        catch (Exception fault) when (PostgresFaults.IsOutage(fault) && fault is not StorageUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException($"The database cannot be used: {fault.Message}");
        }
    }

    /// <summary>PostgreSQL takes the parameter, so whoever refuses it stands in between.</summary>
    public static bool IsPoolerThatRefuses(PostgresException refused) =>
        refused.SqlState == PostgresErrorCodes.ProtocolViolation && refused.MessageText.Contains("startup parameter", StringComparison.Ordinal);

    public static StorageUnavailableException PoolerRefuses(PostgresException refused) => new(
        $"A connection pooler (such as PgBouncer) answers instead of PostgreSQL and refuses the parameter 'options', with which every session sets its bounds "
        + $"({refused.MessageText}): {Direct}.");

    // A pooler answers the start of a session with a process id and a secret of its own.
    private static async Task<bool> IsPooled(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is int pid && pid != connection.ProcessID;
    }

    private static async Task RefuseLostSettings(NpgsqlConnection connection, bool isPooled, CancellationToken cancellationToken)
    {
        var lost = new List<SessionSetting>();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var asked in SessionSetting.Of(connection.ConnectionString).Where(static setting => !setting.MayDiffer))
        {
            var actual = await Show(connection, asked.Name, cancellationToken);
            if (actual != await Normalize(connection, asked, cancellationToken))
                lost.Add(asked with { Actual = actual });
        }

        if (lost.Count == 0)
            return;

        var found = string.Join(", ", lost.Select(static setting => $"{setting.Name} is '{setting.Actual}' instead of '{setting.Value}'"));
        var role = new NpgsqlConnectionStringBuilder(connection.ConnectionString).Username;
        var cure = string.Join("; ", lost.Select(setting => $"alter role {role} set {setting.Name} = '{setting.Value}'"));
        throw new StorageUnavailableException(isPooled
            ? $"{Key} leads to a connection pooler (such as PgBouncer) that drops the startup parameter 'options', so waits have no bounds: {found}; {Direct}, "
                + $"or give the role these settings: {cure}"
            : $"Sessions do not have the settings that they ask for: {found}; {Direct}.");
    }

    private static async Task RefuseReadOnly(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await Show(connection, "transaction_read_only", cancellationToken) == "on")
        {
            throw new StorageUnavailableException(
                "The database takes no writes: default_transaction_read_only is on for this role, this database or the server.");
        }
    }

    /// <summary>In a pool of transactions the next one may meet another session of the server, which knows nothing of what was prepared before.</summary>
    private static async Task RefuseLostStatements(NpgsqlConnection connection, NpgsqlConnection other, CancellationToken cancellationToken)
    {
        if (new NpgsqlConnectionStringBuilder(connection.ConnectionString).MaxAutoPrepare == 0)
            return;

        await using var statement = new NpgsqlCommand("select 1", connection);
        await statement.PrepareAsync(cancellationToken);

        // The pool gives the session that was used last to whoever comes next, and that is the one where the statement is.
        await using var occupied = await other.BeginTransactionAsync(cancellationToken);
        await Show(other, "server_version", cancellationToken);
        await statement.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<string> Show(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select current_setting($1)", connection);
        command.Parameters.Add(Columns.One(name));
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>As the server writes the value (4000 is 4s); the transaction is rolled back.</summary>
    private static async Task<string> Normalize(NpgsqlConnection connection, SessionSetting setting, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select set_config($1, $2, true)", connection);
        command.Parameters.Add(Columns.One(setting.Name));
        command.Parameters.Add(Columns.One(setting.Value));
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
