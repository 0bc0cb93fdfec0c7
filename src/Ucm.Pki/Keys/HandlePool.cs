using System.Collections.Concurrent;

namespace Ucm.Pki.Keys;

/// <summary>Native key handles, one per concurrent use: the platform does not promise that several threads may use one at a time.</summary>
internal sealed class HandlePool<T>(Func<T> open) : IDisposable
    where T : class, IDisposable
{
    private readonly ConcurrentBag<T> idle = [];
    private volatile bool disposed;

    public T Rent()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return idle.TryTake(out var handle) ? handle : open();
    }

    public void Return(T handle)
    {
        idle.Add(handle);
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
        while (idle.TryTake(out var handle))
        {
            handle.Dispose();
        }
    }
}
