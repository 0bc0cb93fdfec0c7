using System.Diagnostics.Metrics;

namespace Ucm.Storage.Writing;

/// <summary>What the writer tells about itself.</summary>
internal sealed class StorageMetrics : IDisposable
{
    public const string MeterName = "Ucm.Storage";

    private readonly Meter meter = new(MeterName);
    private readonly Histogram<int> batchSize;
    private readonly Histogram<double> commitDuration;
    private readonly Counter<long> refused;
    private readonly Counter<long> failedBatches;
    private readonly Counter<long> failedUnits;
    private readonly Counter<long> failedReads;

    public StorageMetrics()
    {
        batchSize = meter.CreateHistogram<int>("ucm.storage.batch.size", "{write}", "Writes in one transaction.");
        commitDuration = meter.CreateHistogram<double>("ucm.storage.batch.duration", "s", "From the first statement of a batch to its commit.");
        refused = meter.CreateCounter<long>("ucm.storage.refused", "{write}", "Writes refused because the queue was full or they waited too long in it.");
        failedBatches = meter.CreateCounter<long>("ucm.storage.batch.failures", "{batch}", "Batches that the database did not take.");
        failedUnits = meter.CreateCounter<long>("ucm.storage.write.failures", "{write}", "Writes that the database refused on their own.");
        failedReads = meter.CreateCounter<long>("ucm.storage.read.failures", "{read}", "Reads that the database did not answer.");
    }

    public void ObserveQueue(Func<int> length) => meter.CreateObservableGauge("ucm.storage.queue.length", length, "{write}", "Writes waiting for the writer.");

    public void Committed(int size, TimeSpan duration)
    {
        batchSize.Record(size);
        commitDuration.Record(duration.TotalSeconds);
    }

    public void Refused() => refused.Add(1);

    public void BatchFailed() => failedBatches.Add(1);

    public void UnitFailed() => failedUnits.Add(1);

    public void ReadFailed() => failedReads.Add(1);

    public void Dispose() => meter.Dispose();
}
