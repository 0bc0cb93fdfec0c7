using Ucm.Storage.Commits;

namespace Ucm.Storage.GrainStorage;

/// <summary>Writes a grain's state together with its audit rows and events (law 5), and puts the old state back when the write fails.</summary>
public static class GrainCommit
{
    private static readonly AsyncLocal<Pending?> Current = new();

    /// <summary>Writes <paramref name="next"/> and the companion in one transaction. Throws, with the old state restored, when the write fails.</summary>
    public static async Task Commit<T>(this IPersistentState<T> state, T next, CommitCompanion companion, CancellationToken cancellationToken)
    {
        var pending = new Pending(companion);
        var previous = state.State;
        state.State = next;
        Current.Value = pending;
        try
        {
            await state.WriteStateAsync(cancellationToken);
        }
        catch
        {
            state.State = previous;
            throw;
        }
        finally
        {
            Current.Value = null;
        }

        if (!pending.Taken)
        {
            throw new InvalidOperationException("This grain's storage does not write audit rows with the state; name the batched provider.");
        }
    }

    /// <summary>Called by the storage provider inside WriteStateAsync: the companion of the write under way, once.</summary>
    internal static CommitCompanion? Take()
    {
        if (Current.Value is not { Taken: false } pending)
        {
            return null;
        }

        pending.Taken = true;
        return pending.Companion;
    }

    private sealed class Pending(CommitCompanion companion)
    {
        public CommitCompanion Companion { get; } = companion;

        public bool Taken { get; set; }
    }
}
