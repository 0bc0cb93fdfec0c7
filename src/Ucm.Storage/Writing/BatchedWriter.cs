using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Writing;

/// <summary>
/// Group commit: whatever is queued when the writer becomes free is one transaction, without artificial delay, and callers hear of it after the commit.
/// The queue is bounded; who finds no room within the time limit is told that the storage is unavailable.
/// </summary>
internal sealed partial class BatchedWriter : IStorageWriter, IAsyncDisposable
{
    private readonly Channel<WriteUnit> queue;
    private readonly IBatchExecutor executor;
    private readonly StorageOptions options;
    private readonly TimeProvider clock;
    private readonly StorageMetrics metrics;
    private readonly ILogger<BatchedWriter> logger;
    private readonly Task run;

    public BatchedWriter(IBatchExecutor executor, StorageOptions options, TimeProvider clock, StorageMetrics metrics, ILogger<BatchedWriter> logger)
    {
        (this.executor, this.options, this.clock, this.metrics, this.logger) = (executor, options, clock, metrics, logger);
        queue = Channel.CreateBounded<WriteUnit>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        metrics.ObserveQueue(() => queue.Reader.Count);

        // Not on a caller's scheduler: a grain that writes first would otherwise lend its turn to the writer for ever.
        run = Task.Run(Run);
    }

    public async Task<TResult> Write<TResult>(StorageCommand<TResult> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var unit = new WriteUnit(command);
        if (!queue.Writer.TryWrite(unit))
            await WaitForRoom(unit, cancellationToken);

        await using var withdrawal = cancellationToken.UnsafeRegister(static (state, token) => ((WriteUnit)state!).Withdraw(token), unit);
        return (TResult)(await unit.Completion)!;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await run;
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

    private async Task Run()
    {
        var batch = new List<WriteUnit>(options.BatchSize);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < options.BatchSize && queue.Reader.TryRead(out var unit))
            {
                if (unit.TryClaim())
                    batch.Add(unit);
            }

            if (batch.Count > 0)
                await Commit(batch);

            batch.Clear();
        }
    }

    private async Task Commit(List<WriteUnit> batch)
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
            var fault = new StorageUnavailableException("The database did not take the write; nothing was changed.");
            batch.ForEach(unit => unit.Fail(fault));
        }

        batch.ForEach(static unit => unit.Acknowledge());
    }
}
