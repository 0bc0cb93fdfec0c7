using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ucm.Storage.Commits;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Postgres;

/// <summary>
/// One transaction for a batch, on a connection that is kept. A batch in which the database refuses somebody's data is halved until that unit is alone; a deadlock is
/// tried again; a connection found dead before the commit was sent is replaced once.
/// </summary>
internal sealed partial class PostgresBatchExecutor(
    PostgresDatabase database, StorageOptions options, TimeProvider clock, StorageMetrics metrics, ILogger<PostgresBatchExecutor> logger) : IBatchExecutor
{
    private const int Attempts = 5;

    private readonly long shard = RandomNumberGenerator.GetInt32(PostgresCounts.Shards);
    private NpgsqlConnection? connection;
    private bool givenUp;

    public async Task Execute(IReadOnlyList<WriteUnit> batch)
    {
        givenUp = false;
        await Commit(batch);
    }

    public ValueTask DisposeAsync() => Drop();

    private async Task Commit(IReadOnlyList<WriteUnit> units)
    {
        try
        {
            using var deadline = new CancellationTokenSource(options.WriteTimeout, clock);
            await TryCommit(units, deadline.Token);
        }
        catch (Exception fault) when (!PostgresFaults.IsOutage(fault))
        {
            await Divide(units, fault);
        }
    }

    private async Task TryCommit(IReadOnlyList<WriteUnit> units, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var kept = connection is not null;
            var batch = new PostgresBatch(units, shard);
            try
            {
                connection ??= await database.Writer.OpenConnectionAsync(cancellationToken);
                await PostgresFaults.NoticeLoss(connection, () => batch.Run(connection, cancellationToken));
                return;
            }
            catch (Exception fault)
            {
                await Leave(fault, cancellationToken);
                var again = PostgresFaults.IsConflict(fault) || (kept && !batch.Committing && PostgresFaults.IsLostConnection(fault));
                if (again && attempt < Attempts && !cancellationToken.IsCancellationRequested)
                    continue;

                if (IsOpen(batch, fault))
                    throw new WriteUnconfirmedException(fault);

                throw;
            }
        }
    }

    /// <summary>Whether the batch may be there all the same. A server that goes on has rolled back what it reports an error of; one that ends the session may have committed it.</summary>
    private static bool IsOpen(PostgresBatch batch, Exception fault) => batch.Committing && fault is not PostgresException { InvariantSeverity: "ERROR" };

    private async Task Divide(IReadOnlyList<WriteUnit> units, Exception fault)
    {
        if (units is [var unit])
        {
            metrics.UnitFailed();
            LogUnitFailed(unit.Command.GetType().Name, fault);
            unit.Fail(new InvalidOperationException($"The database refused the write ({unit.Command.GetType().Name}); nothing was changed."));
            return;
        }

        // What one half has committed stays, whatever becomes of the other: from here on each fails for itself. Each has its own time, until one of them runs out of it.
        foreach (var half in units.Chunk((units.Count + 1) / 2))
        {
            try
            {
                if (!givenUp)
                    await Commit(half);
                else
                    GiveUp(half);
            }
            catch (Exception outage)
            {
                LogPartFailed(half.Length, outage);
                GiveUp(half, outage is WriteUnconfirmedException);
            }
        }
    }

    private void GiveUp(WriteUnit[] units, bool isOpen = false)
    {
        if (!givenUp)
            metrics.BatchFailed();

        givenUp = true;
        foreach (var unit in units)
            unit.Fail(isOpen ? new WriteUnconfirmedException() : new StorageUnavailableException("The database did not take the write."));
    }

    private async Task Leave(Exception fault, CancellationToken cancellationToken)
    {
        if (fault is PostgresException && !PostgresFaults.IsLostConnection(fault) && connection is { State: System.Data.ConnectionState.Open })
        {
            try
            {
                await using var rollback = new NpgsqlCommand("rollback", connection);
                await rollback.ExecuteNonQueryAsync(cancellationToken);
                return;
            }
            catch (Exception failed) when (PostgresFaults.IsOutage(failed))
            {
                LogRollbackFailed(failed);
            }
        }

        await Drop();
    }

    // The server rolls back what its client has left.
    private async ValueTask Drop()
    {
        if (connection is not null)
            await connection.DisposeAsync();

        connection = null;
    }

    [LoggerMessage(1, LogLevel.Error, "The database refused a {Command}; nothing of it was written.")]
    private partial void LogUnitFailed(string command, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "The database did not take {Count} writes of a batch that was being divided.")]
    private partial void LogPartFailed(int count, Exception exception);

    [LoggerMessage(3, LogLevel.Debug, "A rollback failed; the connection is given up.")]
    private partial void LogRollbackFailed(Exception exception);
}
