using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl.Publication;

/// <summary>What a destination has still to get: names, not contents, so that it is the newest that is copied and that a dead destination costs no memory.</summary>
internal sealed class CopyQueue(ICrlDestination destination)
{
    private readonly Lock access = new();
    private readonly HashSet<(CrlScope Scope, CrlKind Kind)> names = [];
    private TaskCompletionSource added = New();

    public ICrlDestination Destination { get; } = destination;

    /// <summary>Since the last success.</summary>
    public bool IsFailing { get; set; }

    public void Add(CrlScope scope, CrlKind kind)
    {
        lock (access)
        {
            names.Add((scope, kind));
            added.TrySetResult();
        }
    }

    /// <summary>Without waking anybody: its time comes with the wait.</summary>
    public void PutBack(CrlScope scope, CrlKind kind)
    {
        lock (access)
        {
            names.Add((scope, kind));
        }
    }

    public (CrlScope Scope, CrlKind Kind)[] Take()
    {
        lock (access)
        {
            (CrlScope, CrlKind)[] all = [.. names];
            names.Clear();
            added = New();
            return all;
        }
    }

    /// <summary>For something new; after a failure, which left something behind, no longer than that.</summary>
    public async Task Wait(TimeSpan afterFailure, TimeProvider clock, CancellationToken cancellationToken)
    {
        Task news;
        lock (access)
        {
            news = added.Task;
        }

        try
        {
            await (afterFailure == TimeSpan.Zero ? news.WaitAsync(cancellationToken) : news.WaitAsync(afterFailure, clock, cancellationToken));
        }
        catch (TimeoutException)
        {
            // Time to try again.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
