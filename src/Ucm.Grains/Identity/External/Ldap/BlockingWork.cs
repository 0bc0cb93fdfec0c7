using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>
/// Runs blocking calls on threads of their own, never on a grain's turn or the thread pool. At most eight at the same time; a call that does not come back
/// keeps its place, so that a directory that hangs cannot use up the process. Each directory has one of its own.
/// </summary>
internal sealed class BlockingWork(int places = BlockingWork.Places, int maxWaiting = BlockingWork.MaxWaiting) : IDisposable
{
    private const int Places = 8;
    private const int MaxWaiting = 32;

    private readonly SemaphoreSlim _places = new(places);
    private int _waiting;

    /// <summary>Null when too many are waiting.</summary>
    /// <exception cref="TimeoutException">No place, or no result, in this time.</exception>
    public async Task<Outcome<T>?> Run<T>(Func<Outcome<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class
    {
        if (Interlocked.Increment(ref _waiting) > maxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            if (!await _places.WaitAsync(timeout, cancellationToken))
            {
                throw new TimeoutException();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        var work = Task.Factory.StartNew(() => Release(call), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await work.WaitAsync(timeout, cancellationToken);
    }

    public void Dispose() => _places.Dispose();

    private Outcome<T> Release<T>(Func<Outcome<T>> call)
        where T : class
    {
        try
        {
            return call();
        }
        finally
        {
            _places.Release();
        }
    }
}
