using System.Collections.Concurrent;

namespace Ucm.Grains.Tests.Faults;

/// <summary>Which calls fail at present, by interface and method.</summary>
internal sealed class Outages
{
    private readonly ConcurrentDictionary<string, Exception> failing = new();

    /// <summary>Until disposed.</summary>
    public IDisposable Of(string call, Exception fault)
    {
        failing[call] = fault;
        return new End(() => failing.TryRemove(call, out _));
    }

    public void Before(string call)
    {
        if (failing.TryGetValue(call, out var fault))
        {
            throw fault;
        }
    }

    private sealed class End(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
