using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Writing;

/// <summary>
/// Group commit: whatever is queued when the writer becomes free is one transaction, without artificial delay, and callers hear of it after the commit.
/// The queue is bounded; who finds no room within the time limit, or waits in it for too long, is told that the storage is unavailable. The first executor does the work,
/// because few large batches cost less than many small ones; the others join in when it falls behind. Then several batches are under way: two writes that are in the
/// queue together have no order, but a write that was acknowledged is before every write that begins then.
/// </summary>
internal sealed partial class BatchedWriter : IStorageWriter, IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(100);

    private readonly Channel<WriteUnit> queue;
    private readonly IReadOnlyList<IBatchExecutor> executors;
    private readonly StorageOptions options;
    private readonly TimeProvider clock;
    private readonly StorageMetrics metrics;
    private readonly ILogger<BatchedWriter> logger;
    private readonly PeriodicTimer[] looks;
    private readonly Task run;
    private long begun;

    public BatchedWriter(IReadOnlyList<IBatchExecutor> executors, StorageOptions options, TimeProvider clock, StorageMetrics metrics, ILogger<BatchedWriter> logger)
    {
        (this.executors, this.options, this.clock, this.metrics, this.logger) = (executors, options, clock, metrics, logger);
        queue = Channel.CreateBounded<WriteUnit>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = executors.Count == 1 });
        metrics.ObserveQueue(() => queue.Reader.Count);

        looks = [.. executors.Skip(1).Select(_ => new PeriodicTimer(Look, clock))];

        // Not on a caller's scheduler: a grain that writes first would otherwise lend its turn to the writer for ever.
        run = Task.WhenAll([Task.Run(() => Run(executors[0])), .. executors.Skip(1).Zip(looks, (executor, look) => Task.Run(() => Help(executor, look)))]);
    }

    public async Task<TResult> Write<TResult>(StorageCommand<TResult> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var unit = new WriteUnit(command, clock.GetTimestamp());
        if (!queue.Writer.TryWrite(unit))
            await WaitForRoom(unit, cancellationToken);

        await using var withdrawal = cancellationToken.UnsafeRegister(static (state, token) => ((WriteUnit)state!).Withdraw(token), unit);
        return (TResult)(await unit.Completion)!;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        foreach (var look in looks)
            look.Dispose();

        await run;
        foreach (var executor in executors)
            await executor.DisposeAsync();
    }

    private async Task WaitForRoom(WriteUnit unit, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.QueueTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await queue.Writer.WriteAsync(unit, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            metrics.Refused();
            throw new StorageUnavailableException("The database is too slow: its write queue is full.");
        }
        catch (ChannelClosedException)
        {
            throw new StorageUnavailableException("The storage is shutting down.");
        }
    }

    private async Task Run(IBatchExecutor executor)
    {
        var batch = new List<WriteUnit>(options.BatchSize);
        while (await queue.Reader.WaitToReadAsync())
        {
            Volatile.Write(ref begun, clock.GetTimestamp());
            await CommitNext(executor, batch);
            Volatile.Write(ref begun, 0);
        }
    }

    private async Task Help(IBatchExecutor executor, PeriodicTimer look)
    {
        var batch = new List<WriteUnit>(options.BatchSize);
        while (await look.WaitForNextTickAsync())
        {
            while (IsBehind())
                await CommitNext(executor, batch);
        }
    }

    /// <summary>Many wait, or some do and the batch under way has taken long: it may wait for a lock of another silo, or for a server that is gone.</summary>
    private bool IsBehind()
    {
        var (waiting, since) = (queue.Reader.Count, Volatile.Read(ref begun));
        return waiting > options.BatchSize / 4 || (waiting > 0 && since != 0 && clock.GetElapsedTime(since) > Timeout);
    }

    private async Task CommitNext(IBatchExecutor executor, List<WriteUnit> batch)
    {
        while (batch.Count < options.BatchSize && queue.Reader.TryRead(out var unit))
        {
            if (unit.TryClaim() && !IsLate(unit))
                batch.Add(unit);
        }

        if (batch.Count > 0)
            await Commit(executor, batch);

        batch.Clear();
    }

    // When batches time out one after the other, those at the end of the queue would wait for all of them.
    private bool IsLate(WriteUnit unit)
    {
        if (clock.GetElapsedTime(unit.Enqueued) <= options.WriteTimeout)
            return false;

        metrics.Refused();
        unit.Fail(new StorageUnavailableException("The database is too slow: the write waited too long."));
        unit.Acknowledge();
        return true;
    }

    private async Task Commit(IBatchExecutor executor, List<WriteUnit> batch)
    {
        var started = clock.GetTimestamp();
        try
        {
            await executor.Execute(batch);
            metrics.Committed(batch.Count, clock.GetElapsedTime(started));
        }
        catch (Exception exception)
        {
            metrics.BatchFailed();
            LogBatchFailed(batch.Count, exception);
            var fault = exception is WriteUnconfirmedException ? new WriteUnconfirmedException() : new StorageUnavailableException("The database did not take the write.");
            batch.ForEach(unit => unit.Fail(fault));
        }

        batch.ForEach(static unit => unit.Acknowledge());
    }
}
