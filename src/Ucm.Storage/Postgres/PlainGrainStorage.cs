using Orleans.Storage;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Storage.Postgres;

/// <summary>
/// Orleans' ADO.NET provider, for low-rate state without audit rows. It reads a key that looks like a number or a GUID as one, so that different keys share a row:
/// such keys are refused here. Its faults become ours.
/// </summary>
internal sealed class PlainGrainStorage(AdoNetGrainStorage inner) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) => inner.Participate(lifecycle);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Guard(grainId, () => inner.ReadStateAsync(stateName, grainId, grainState));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Guard(grainId, () => inner.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Guard(grainId, () => inner.ClearStateAsync(stateName, grainId, grainState));

    private static async Task Guard(GrainId grainId, Func<Task> step)
    {
        if (grainId.TryGetGuidKey(out _, out _) || grainId.TryGetIntegerKey(out _, out _))
            throw new InvalidOperationException($"The storage '{GrainStorage.GrainStorageNames.Plain}' takes no key that reads as a number or a GUID: {grainId}.");

        try
        {
            await step();
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException || PostgresFaults.IsOutage(fault))
        {
            // Its reader is a grain that is being activated, as with BatchedGrainStorage.
            throw new GrainStateUnavailableException();
        }
    }
}
