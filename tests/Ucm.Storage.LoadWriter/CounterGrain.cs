using Orleans.Storage;

namespace Ucm.Storage.LoadWriter;

[GenerateSerializer, Immutable, Alias("ucm.tests.counter-state")]
public sealed record CounterState([property: Id(0)] long Count)
{
    public CounterState()
        : this(0)
    {
    }
}

/// <summary>The state of a grain, without the grain.</summary>
internal sealed class CounterGrain(IGrainStorage storage, GrainId id) : IPersistentState<CounterState>
{
    private readonly GrainState<CounterState> inner = new(new CounterState());

    public string Key => id.Key.ToString()!;

    public CounterState State
    {
        get => inner.State!;
        set => inner.State = value;
    }

    public string Etag => inner.ETag!;

    public bool RecordExists => inner.RecordExists;

    public Task ClearStateAsync() => storage.ClearStateAsync("counter", id, inner);

    public Task WriteStateAsync() => storage.WriteStateAsync("counter", id, inner);

    public Task ReadStateAsync() => storage.ReadStateAsync("counter", id, inner);
}
