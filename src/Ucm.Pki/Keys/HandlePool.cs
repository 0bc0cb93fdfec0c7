using System.Collections.Concurrent;

namespace Ucm.Pki.Keys;

/// <summary>
/// Native key handles, one per concurrent use: the platform does not promise that several threads may use one at a time. Empty it costs next to nothing, because
/// one is made for each key that is seen once: a bag with slots of its own for each thread would leave those behind until it is finalized.
/// </summary>
internal sealed class HandlePool<T>(Func<T> open) : IDisposable
    where T : class, IDisposable
{
    private readonly ConcurrentStack<T> idle = [];
    private T? last;
    private volatile bool disposed;

    public T Rent()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Interlocked.Exchange(ref last, null) ?? (idle.TryPop(out var handle) ? handle : open());
    }

    public void Return(T handle)
    {
        if (Interlocked.CompareExchange(ref last, handle, null) is not null)
        {
            idle.Push(handle);
        }

        if (disposed)
        {
            Drain();
        }
    }

    public void Dispose()
    {
        disposed = true;
        Drain();
    }

    private void Drain()
    {
        Interlocked.Exchange(ref last, null)?.Dispose();
        while (idle.TryPop(out var handle))
        {
            handle.Dispose();
        }
    }
}
