using Orleans.Storage;
using Ucm.Grains.Acme.Reuse;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Acme;

/// <summary>
/// The state of one order: what is stored, and what is certain before it is stored. A certificate's row is durable before its order is "valid", so
/// no client waits until the order says so too: "valid" is shown at once and written behind the answer. After a crash, the next activation of the
/// order finds the row.
/// </summary>
internal sealed class AcmeOrderRecord(string id, IPersistentState<AcmeOrderState> stored, AcmeOrderCommits commits)
{
    private AcmeOrderState? ahead;
    private CommitCompanion? owed;
    private Task writing = Task.CompletedTask;

    public bool Exists => stored.RecordExists;

    public AcmeOrderState State => ahead ?? stored.State;

    /// <summary>Whether a write behind an answer failed and is to be tried again.</summary>
    public bool IsBehind => owed is not null;

    /// <summary>Told when a write behind an answer failed.</summary>
    public Action<Exception>? WriteFailed { get; set; }

    /// <summary>Shows what is under way. It is not written.</summary>
    public void Assume(AcmeOrderState next) => ahead = next;

    /// <summary>Shows what is stored again, and owes nothing.</summary>
    public void Forget() => (ahead, owed) = (null, null);

    /// <summary>Written when the task ends, together with what was owed before.</summary>
    public async Task Commit(AcmeOrderState next, OrderChange change, CancellationToken cancellationToken)
    {
        await writing;
        await stored.Commit(next, Companion(next, change), cancellationToken, change.AsksAgain);
        (ahead, owed) = (null, null);
    }

    /// <summary>Shown from now on, and written in the background. When the write fails it is still owed.</summary>
    public void Follow(AcmeOrderState next, OrderChange change)
    {
        owed = Companion(next, change);
        ahead = next;
        _ = CatchUp();
    }

    /// <summary>Writes what is owed, in the background. The task ends with the attempt, whether it succeeds or not.</summary>
    public Task CatchUp()
    {
        if (owed is not null && writing.IsCompleted)
        {
            writing = WriteInBackground();
        }

        return writing;
    }

    private async Task WriteInBackground()
    {
        try
        {
            await Write();
        }
        catch (Exception fault) when (fault is OrleansException or StorageUnavailableException or InvalidOperationException or OperationCanceledException)
        {
            WriteFailed?.Invoke(fault);
        }
    }

    private async Task Write()
    {
        while (owed is { } companion)
        {
            var next = ahead!;
            owed = null;
            try
            {
                await stored.Commit(next, companion, CancellationToken.None, asksAgain: true);
            }
            catch (InconsistentStateException)
            {
                // It was written after all, or by another activation. This one can write no more.
                owed = null;
                throw;
            }
            catch
            {
                owed = owed is null ? companion : companion.And(owed);
                throw;
            }

            ahead = ReferenceEquals(ahead, next) ? null : ahead;
        }
    }

    private CommitCompanion Companion(AcmeOrderState next, OrderChange change)
    {
        var companion = commits.Of(id, State, next, (change.Action, change.Address), change.Reuses);
        return owed is null ? companion : owed.And(companion);
    }
}

/// <summary>Why an order changes.</summary>
/// <param name="Action">Of the audit row.</param>
/// <param name="Address">Of the client that asked for it; null when nobody did.</param>
internal sealed record OrderChange(string Action, string? Address = null)
{
    /// <summary>Whether the caller repeats a write that nobody confirmed (see GrainCommit).</summary>
    public bool AsksAgain { get; init; }

    /// <summary>Whether an authorization that became valid may be used again.</summary>
    public bool Reuses { get; init; }
}
