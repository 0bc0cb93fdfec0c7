using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Ucm.Storage.Commits;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Sqlite;

/// <summary>One transaction for a batch, one savepoint for each of its units, on the only connection that writes.</summary>
internal sealed partial class SqliteBatchExecutor(SqliteDatabase database, StorageMetrics metrics, ILogger<SqliteBatchExecutor> logger) : IBatchExecutor
{
    private const int Busy = 5;
    private const int Full = 13;
    private const int Constraint = 19;
    private const int Mismatch = 20;
    private const int TooBig = 18;

    private SqliteStatements? statements;

    public Task Execute(IReadOnlyList<WriteUnit> batch)
    {
        try
        {
            statements ??= new SqliteStatements(database.OpenWriter());
            statements.Run("begin immediate");
            foreach (var unit in batch)
                Apply(statements, unit);

            Commit(statements);
            return Task.CompletedTask;
        }
        catch
        {
            // Closing rolls back whatever is open, in whatever state the failure left it; the next batch opens anew.
            Close();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private static void Commit(SqliteStatements connection)
    {
        try
        {
            connection.Run("commit");
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is not (Busy or Full))
        {
            throw new WriteUnconfirmedException(fault);
        }
    }

    private void Apply(SqliteStatements connection, WriteUnit unit)
    {
        connection.Run("savepoint unit");
        try
        {
            var applied = SqliteCommands.Apply(connection, unit.Command);
            if (applied.Changed && unit.Command.Companion is { } companion)
                SqliteCompanionWrites.Write(connection, companion);

            connection.Run("release unit");
            unit.Succeed(applied.Result);
        }
        catch (Exception exception) when (IsFaultOfUnit(exception))
        {
            connection.Run("rollback to unit");
            connection.Run("release unit");
            metrics.UnitFailed();
            LogUnitFailed(unit.Command.GetType().Name, exception);
            unit.Fail(new InvalidOperationException($"The database refused the write ({unit.Command.GetType().Name}); nothing was changed."));
        }
    }

    // What SQLite says about the data concerns one unit; what it says about the disk, the lock or the file concerns the batch.
    private static bool IsFaultOfUnit(Exception exception) => exception is not SqliteException { SqliteErrorCode: not (Constraint or Mismatch or TooBig) };

    private void Close()
    {
        statements?.Dispose();
        statements = null;
    }

    [LoggerMessage(1, LogLevel.Error, "The database refused a {Command}; nothing of it was written.")]
    private partial void LogUnitFailed(string command, Exception exception);
}
