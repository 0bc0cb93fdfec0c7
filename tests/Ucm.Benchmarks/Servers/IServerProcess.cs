namespace Ucm.Benchmarks.Servers;

/// <summary>A server that runs as a process of its own.</summary>
internal interface IServerProcess : IAsyncDisposable
{
    /// <summary>0 before it is started.</summary>
    int ProcessId { get; }
}
