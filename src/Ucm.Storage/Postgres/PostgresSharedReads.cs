using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ucm.Storage.Postgres;

/// <summary>
/// Point reads that are asked for at the same time travel together: whatever is queued when a lane becomes free is one trip to the server, without artificial delay.
/// A read that its lane could not answer fails here with the lane's fault; what that means is the pool's to decide.
/// </summary>
internal sealed partial class PostgresSharedReads : IAsyncDisposable
{
    private const int Lanes = 2;
    private const int Most = 128;

    // When trips time out one after the other, those at the end of the queue would wait for all of them.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private readonly Channel<SharedRead> queue = Channel.CreateUnbounded<SharedRead>();
    private readonly Func<CancellationToken, ValueTask<NpgsqlConnection>> open;
    private readonly TimeProvider clock;
    private readonly ILogger<PostgresSharedReads> logger;
    private readonly Task run;

    public PostgresSharedReads(PostgresDatabase database, TimeProvider clock, ILogger<PostgresSharedReads> logger)
        : this(database.SharedReader.OpenConnectionAsync, clock, logger)
    {
    }

    internal PostgresSharedReads(Func<CancellationToken, ValueTask<NpgsqlConnection>> open, TimeProvider clock, ILogger<PostgresSharedReads> logger)
    {
        (this.open, this.clock, this.logger) = (open, clock, logger);

        // Not on a caller's scheduler: a grain that reads first would otherwise lend its turn to the lane for ever.
        run = Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Run(Run)));
    }

    /// <summary>There are never more in the queue than callers, and none of them waits for longer than <see cref="Timeout"/> and the time limits of one trip.</summary>
    public async Task<T> Read<T>(SharedRead<T> read, CancellationToken cancellationToken)
    {
        read.Enqueued = clock.GetTimestamp();
        ObjectDisposedException.ThrowIf(!queue.Writer.TryWrite(read), this);

        await using var leaving = cancellationToken.UnsafeRegister(static (state, token) => ((SharedRead<T>)state!).Leave(token), read);
        return await read.Completion;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await run;
    }

    /// <summary>
    /// Whatever goes wrong fails those that travel, and only them: a lane that ended would let all who come later wait for ever. A connection on which anything went wrong is
    /// closed, for which answer belongs to whom must never be in doubt.
    /// </summary>
    private async Task Run()
    {
        var batch = new List<SharedRead>(Most);
        NpgsqlConnection? connection = null;
        while (await queue.Reader.WaitToReadAsync())
        {
            try
            {
                TakeQueued(batch);
                if (batch.Count > 0)
                    await Answer(batch, connection ??= await open(CancellationToken.None));
            }
            catch (Exception fault)
            {
                batch.ForEach(read => read.Fail(fault));
                await Close(connection);
                connection = null;
            }

            batch.Clear();
        }

        await Close(connection);
    }

    private void TakeQueued(List<SharedRead> batch)
    {
        while (batch.Count < Most && queue.Reader.TryRead(out var read))
        {
            batch.Add(read);
            if (clock.GetElapsedTime(read.Enqueued) > Timeout)
                read.Fail(new TimeoutException("The database is too slow: the read waited too long."));
        }

        batch.RemoveAll(static read => read.IsOver);
    }

    private async Task Close(NpgsqlConnection? connection)
    {
        try
        {
            if (connection is not null)
                await connection.DisposeAsync();
        }
        catch (Exception fault)
        {
            LogNotClosed(fault);
        }
    }

    private static async Task Answer(List<SharedRead> batch, NpgsqlConnection connection)
    {
        await using var trip = new NpgsqlBatch(connection);
        foreach (var read in batch)
            trip.BatchCommands.Add(read.ToBatchCommand());

        await using var reader = await trip.ExecuteReaderAsync();
        foreach (var read in batch)
        {
            await read.Take(reader);
            await reader.NextResultAsync();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A connection that was given up could not be closed.")]
    private partial void LogNotClosed(Exception exception);
}
