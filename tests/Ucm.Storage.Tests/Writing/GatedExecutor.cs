using Ucm.Storage.Writing;

namespace Ucm.Storage.Tests.Writing;

/// <summary>A database that takes a batch when the test lets it.</summary>
internal sealed class GatedExecutor : IBatchExecutor
{
    private readonly SemaphoreSlim gate = new(0);
    private readonly SemaphoreSlim entered = new(0);

    public List<int> Sizes { get; } = [];

    public Exception? Fault { get; set; }

    public Task Entered() => entered.WaitAsync(TestContext.Current.CancellationToken);

    public void Release(int batches) => gate.Release(batches);

    public async Task Execute(IReadOnlyList<WriteUnit> batch)
    {
        entered.Release();
        await gate.WaitAsync();
        if (Fault is not null)
            throw Fault;

        Sizes.Add(batch.Count);
        foreach (var unit in batch)
            unit.Succeed(true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
