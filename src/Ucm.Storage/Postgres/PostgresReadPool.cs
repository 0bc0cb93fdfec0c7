using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Npgsql;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Postgres;

/// <summary>Npgsql's pool of read-only sessions, bounded in size and in time. A connection that turns out to be dead costs one more try, nothing else does.</summary>
internal sealed partial class PostgresReadPool(
    PostgresDatabase database, PostgresSharedReads shared, StorageMetrics metrics, ILogger<PostgresReadPool> logger) : IReadPool
{
    private const int StreamChunk = 512;
    private const int StreamTimeoutSeconds = 30;

    public async Task<T> Read<T>(
        string sql, Action<DbCommand> bind, Func<DbDataReader, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadOnce(sql, bind, read, cancellationToken);
        }
        catch (Exception fault) when (PostgresFaults.IsLostConnection(fault) && !cancellationToken.IsCancellationRequested)
        {
            return await Guard(() => ReadOnce(sql, bind, read, cancellationToken), cancellationToken);
        }
        catch (Exception fault) when (IsFailure(fault, cancellationToken))
        {
            throw Unavailable(fault);
        }
    }

    // What one read did to those that travelled with it, and a connection found dead, costs each of them a trip of its own.
    public async Task<T> ReadTogether<T>(
        string sql, Action<DbCommand> bind, Func<DbDataReader, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await shared.Read(new SharedRead<T>(sql, bind, read), cancellationToken);
        }
        catch (Exception fault) when (PostgresFaults.IsOutage(fault) && !PostgresFaults.IsLostConnection(fault) && !cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(fault);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return await Read(sql, bind, read, cancellationToken);
        }
    }

    // A long read must not come back to a grain's turn for every row.
    public Task<T> Scan<T>(
        string sql, Action<DbCommand> bind, Func<DbDataReader, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) =>
        Task.Run(() => Read(sql, bind, read, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<T> Stream<T>(
        string sql, Action<DbCommand> bind, Func<DbDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await Guard(() => Task.Run(() => database.Reader.OpenConnectionAsync(cancellationToken).AsTask(), cancellationToken), cancellationToken);
        await using var command = Command(connection, sql, bind);
        command.CommandTimeout = StreamTimeoutSeconds;
        var reader = await Guard(() => Task.Run(() => command.ExecuteReaderAsync(cancellationToken), cancellationToken), cancellationToken);
        var complete = false;
        try
        {
            while (!complete)
            {
                var chunk = await Guard(() => Task.Run(() => NextChunk(reader, read, cancellationToken), cancellationToken), cancellationToken);
                foreach (var row in chunk)
                    yield return row;

                complete = chunk.Count < StreamChunk;
            }
        }
        finally
        {
            await End(command, reader, complete);
        }
    }

    private static async Task<List<T>> NextChunk<T>(DbDataReader reader, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>(StreamChunk);
        while (rows.Count < StreamChunk && await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));

        return rows;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, Action<DbCommand> bind)
    {
        var command = new NpgsqlCommand(sql, connection);
        bind(command);
        return command;
    }

    private static bool IsFailure(Exception fault, CancellationToken cancellationToken) =>
        fault is DbException || (PostgresFaults.IsOutage(fault) && !cancellationToken.IsCancellationRequested);

    private async Task<T> ReadOnce<T>(
        string sql, Action<DbCommand> bind, Func<DbDataReader, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await database.Reader.OpenConnectionAsync(cancellationToken);
        await using var command = Command(connection, sql, bind);
        NpgsqlDataReader? reader = null;
        await PostgresFaults.NoticeLoss(connection, async () => reader = await command.ExecuteReaderAsync(cancellationToken));
        await using (reader)
        {
            return await read(reader!, cancellationToken);
        }
    }

    // Who stops early must not be made to read the rest.
    private async Task End(NpgsqlCommand command, NpgsqlDataReader reader, bool complete)
    {
        try
        {
            if (!complete)
                command.Cancel();

            await reader.DisposeAsync();
        }
        catch (Exception fault) when (PostgresFaults.IsOutage(fault))
        {
            LogStreamEnded(PostgresFaults.Describe(fault));
        }
    }

    private async Task<T> Guard<T>(Func<Task<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step();
        }
        catch (Exception fault) when (IsFailure(fault, cancellationToken))
        {
            throw Unavailable(fault);
        }
    }

    private StorageUnavailableException Unavailable(Exception fault)
    {
        metrics.ReadFailed();
        LogReadFailed(fault);
        return new StorageUnavailableException($"The database cannot be read ({PostgresFaults.Describe(fault)}).");
    }

    [LoggerMessage(1, LogLevel.Warning, "The database did not answer a read.")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "A stream ended before its last row ({Reason}).")]
    private partial void LogStreamEnded(string reason);
}
