using Ucm.Storage.Commits;

namespace Ucm.Storage.GrainStorage;

/// <summary>Writes a grain's state together with its audit rows and events (law 5), and puts the old state back when the write fails.</summary>
public static class GrainCommit
{
    private static readonly AsyncLocal<Pending?> Current = new();

    /// <summary>Writes <paramref name="next"/> and the companion in one transaction. Throws, with the old state restored, when the write fails.</summary>
    /// <param name="asksAgain">
    /// Whoever asked asks this activation again until the write is confirmed. Then it stays when nobody knows whether it was made, since it holds what would be lost; if it was, the
    /// next attempt finds another version and ends it.
    /// </param>
    /// <exception cref="WriteUnconfirmedException">Nobody knows whether it was made; the activation ends, unless <paramref name="asksAgain"/>.</exception>
    public static async Task Commit<T>(this IPersistentState<T> state, T next, CommitCompanion companion, CancellationToken cancellationToken, bool asksAgain = false)
    {
        var pending = new Pending(companion, asksAgain);
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
    internal static (CommitCompanion? Companion, bool AsksAgain) Take()
    {
        if (Current.Value is not { Taken: false } pending)
        {
            return default;
        }

        pending.Taken = true;
        return (pending.Companion, pending.AsksAgain);
    }

    private sealed class Pending(CommitCompanion companion, bool asksAgain)
    {
        public CommitCompanion Companion => companion;

        public bool AsksAgain => asksAgain;

        public bool Taken { get; set; }
    }
}
