using System.Net;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// Bounds the connections from this silo to one address, so that a host that never answers holds a few of our sockets and not all. Safe for any
/// number of threads.
/// </summary>
internal sealed class HostConnections(IOptions<AcmeValidationOptions> options)
{
    /// <summary>Less than an attempt may take: the attempt then says what it waited for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Lock guard = new();
    private readonly Dictionary<IPAddress, Host> hosts = [];

    /// <summary>Addresses with a connection or somebody who waits for one.</summary>
    public int Count
    {
        get
        {
            lock (guard)
            {
                return hosts.Count;
            }
        }
    }

    /// <summary>Waits for a free connection; what is returned is to be disposed with it.</summary>
    /// <exception cref="ValidationException">None became free.</exception>
    public async Task<IDisposable> Enter(IPAddress address, CancellationToken cancellationToken)
    {
        var host = Find(address);
        try
        {
            if (await host.Free.WaitAsync(LongestWait, cancellationToken))
            {
                return new Connection(this, address, host);
            }
        }
        catch
        {
            Leave(address, host);
            throw;
        }

        Leave(address, host);
        var detail = $"{options.Value.MaximumPerHost} connections to {address} are open, the most there may be at once.";
        throw new ValidationException(new Refusal(RefusalCode.RateLimited, detail, LongestWait));
    }

    private Host Find(IPAddress address)
    {
        lock (guard)
        {
            if (!hosts.TryGetValue(address, out var host))
            {
                host = new Host(options.Value.MaximumPerHost);
                hosts.Add(address, host);
            }

            host.Users++;
            return host;
        }
    }

    private void Leave(IPAddress address, Host host)
    {
        lock (guard)
        {
            if (--host.Users == 0)
            {
                hosts.Remove(address);
                host.Free.Dispose();
            }
        }
    }

    private sealed class Host(int connections)
    {
        public SemaphoreSlim Free { get; } = new(connections);

        /// <summary>Those who have a connection and those who wait.</summary>
        public int Users { get; set; }
    }

    private sealed class Connection(HostConnections connections, IPAddress address, Host host) : IDisposable
    {
        private int closed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref closed, 1) == 0)
            {
                host.Free.Release();
                connections.Leave(address, host);
            }
        }
    }
}
