using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks.Storage;

/// <summary>One caller with one query over a filled database, which all loads of a table share.</summary>
internal sealed class QueryLoad(string name, FilledDatabase database, Func<FilledDatabase, Task> query) : ILoad
{
    public string Name => name;

    public string Unit => "queries/s";

    public Task Prepare(CancellationToken cancellationToken)
    {
        database.EnsureFilled();
        return Task.CompletedTask;
    }

    public Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken) => ClosedLoop.Rate(1, duration, () => query(database));

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
