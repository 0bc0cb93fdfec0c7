using Orleans.Storage;

namespace Ucm.Storage.Tests.Contract;

[GenerateSerializer, Immutable, Alias("ucm.tests.sample-state")]
public sealed record SampleState([property: Id(0)] string Text)
{
    public SampleState()
        : this("")
    {
    }
}

/// <summary>What Orleans puts between a grain and its storage.</summary>
internal sealed class SampleGrainState(IGrainStorage storage, GrainId id) : IPersistentState<SampleState>
{
    private readonly GrainState<SampleState> inner = new(new SampleState());

    public GrainId Id => id;

    public SampleState State
    {
        get => inner.State!;
        set => inner.State = value;
    }

    public string Etag => inner.ETag!;

    public bool RecordExists => inner.RecordExists;

    public Task ClearStateAsync() => storage.ClearStateAsync("s", id, inner);

    public Task WriteStateAsync() => storage.WriteStateAsync("s", id, inner);

    public Task ReadStateAsync() => storage.ReadStateAsync("s", id, inner);
}
