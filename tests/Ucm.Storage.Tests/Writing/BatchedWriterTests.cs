using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ucm.Storage.Commits;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Tests.Writing;

public sealed class BatchedWriterTests : IAsyncDisposable
{
    private readonly GatedExecutor executor = new();
    private readonly GatedExecutor helper = new();
    private readonly FakeTimeProvider time = new();
    private readonly StorageMetrics metrics = new();
    private BatchedWriter? writer;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_WhileABatchIsUnderWay_GoesIntoTheNextTogether()
    {
        Start();
        var first = Write();
        await executor.Entered();
        var rest = Enumerable.Range(0, 10).Select(_ => Write()).ToArray();

        executor.Release(2);
        await Task.WhenAll([first, .. rest]);

        executor.Sizes.ShouldBe([1, 10]);
    }

    [Fact]
    public async Task Write_MoreThanABatch_IsSplit()
    {
        Start(options => options.BatchSize = 4);
        var first = Write();
        await executor.Entered();
        var rest = Enumerable.Range(0, 10).Select(_ => Write()).ToArray();

        executor.Release(4);
        await Task.WhenAll([first, .. rest]);

        executor.Sizes.ShouldBe([1, 4, 4, 2]);
    }

    [Fact]
    public async Task Write_BeforeTheCommit_IsNotAcknowledged()
    {
        Start();
        var write = Write();
        await executor.Entered();

        write.IsCompleted.ShouldBeFalse();

        executor.Release(1);
        await write;
    }

    [Fact]
    public async Task Write_QueueFull_IsUnavailableAfterABoundedWait()
    {
        Start(options => (options.QueueCapacity, options.QueueTimeout) = (2, TimeSpan.FromMilliseconds(50)));
        var first = Write();
        await executor.Entered();
        var queued = new[] { Write(), Write() };

        await Should.ThrowAsync<StorageUnavailableException>(Write);

        executor.Release(2);
        await Task.WhenAll([first, .. queued]);
        await Task.WhenAll(Write(), Release());
    }

    [Fact]
    public async Task Write_CancelledInTheQueue_IsNeverExecuted()
    {
        Start();
        using var cancellation = new CancellationTokenSource();
        var first = Write();
        await executor.Entered();
        var second = WriteUntil(cancellation.Token);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);

        executor.Release(2);
        await first;
        await Write();
        executor.Sizes.ShouldBe([1, 1]);
    }

    [Fact]
    public async Task Write_CancelledAfterTheWriterHasIt_TellsTheTruth()
    {
        Start();
        using var cancellation = new CancellationTokenSource();
        var write = WriteUntil(cancellation.Token);
        await executor.Entered();

        await cancellation.CancelAsync();
        executor.Release(1);

        (await write).ShouldBeTrue();
    }

    [Fact]
    public async Task Write_BatchFails_IsUnavailableForAllAndTheNextWorks()
    {
        Start();
        executor.Fault = new IOException("disk");
        executor.Release(1);
        await Should.ThrowAsync<StorageUnavailableException>(Write);

        executor.Fault = null;
        executor.Release(1);

        (await Write()).ShouldBeTrue();
    }

    [Fact]
    public async Task Dispose_WithWritesInTheQueue_CommitsThem()
    {
        Start();
        var writes = Enumerable.Range(0, 5).Select(_ => Write()).ToArray();
        executor.Release(10);

        await writer!.DisposeAsync();

        (await Task.WhenAll(writes)).ShouldAllBe(done => done);
        await Should.ThrowAsync<StorageUnavailableException>(Write);
    }

    [Fact]
    public async Task Write_FewWaiting_LeavesTheSecondWriterOut()
    {
        Start(options => options.BatchSize = 40, helper, time);
        var first = Write();
        await executor.Entered();
        var rest = Enumerable.Range(0, 10).Select(_ => Write()).ToArray();

        time.Advance(TimeSpan.FromMilliseconds(60));
        executor.Release(2);
        await Task.WhenAll([first, .. rest]);

        executor.Sizes.ShouldBe([1, 10]);
        helper.Sizes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Write_ManyWaiting_SecondWriterTakesABatch()
    {
        Start(options => options.BatchSize = 8, helper, time);
        var first = Write();
        await executor.Entered();
        var rest = Enumerable.Range(0, 10).Select(_ => Write()).ToArray();

        time.Advance(TimeSpan.FromMilliseconds(20));
        await helper.Entered();
        helper.Release(1);
        executor.Release(2);
        await Task.WhenAll([first, .. rest]);

        helper.Sizes.ShouldBe([8]);
        executor.Sizes.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Write_BatchUnderWayForLong_SecondWriterTakesTheOthers()
    {
        Start(options => options.BatchSize = 40, helper, time);
        var first = Write();
        await executor.Entered();
        var second = Write();

        time.Advance(TimeSpan.FromMilliseconds(200));
        helper.Release(1);

        (await second).ShouldBeTrue();
        first.IsCompleted.ShouldBeFalse();
        executor.Release(1);
        await first;
    }

    public async ValueTask DisposeAsync()
    {
        executor.Release(1000);
        helper.Release(1000);
        if (writer is not null)
            await writer.DisposeAsync();

        metrics.Dispose();
    }

    private void Start(Action<StorageOptions>? configure = null, GatedExecutor? second = null, TimeProvider? clock = null)
    {
        var options = new StorageOptions();
        configure?.Invoke(options);
        writer = new BatchedWriter(second is null ? [executor] : [executor, second], options, clock ?? TimeProvider.System, metrics, NullLogger<BatchedWriter>.Instance);
    }

    private Task<bool> Write() => WriteUntil(Token);

    private Task<bool> WriteUntil(CancellationToken cancellationToken) => writer!.Write(new AppendCommand(), cancellationToken);

    private Task Release()
    {
        executor.Release(1);
        return Task.CompletedTask;
    }
}
