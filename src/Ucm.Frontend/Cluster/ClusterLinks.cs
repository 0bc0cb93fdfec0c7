using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Ucm.Frontend.Cluster;

/// <summary>The links that are up, so that those of a frontend which is denied from now on can be cut.</summary>
internal sealed class ClusterLinks
{
    private readonly ConcurrentDictionary<Link, byte> open = [];

    public int Count => open.Count;

    /// <summary>Until the answer is disposed the link counts as up.</summary>
    public IDisposable Add(ClusterIdentity peer, ConnectionContext connection)
    {
        var link = new Link(this, peer, connection);
        open.TryAdd(link, 0);
        return link;
    }

    public void Cut(Func<ClusterIdentity, bool> unwanted)
    {
        foreach (var (link, _) in open)
        {
            if (unwanted(link.Peer))
            {
                link.Connection.Abort(new ConnectionAbortedException("The peer is not wanted any more."));
            }
        }
    }

    private sealed class Link(ClusterLinks owner, ClusterIdentity peer, ConnectionContext connection) : IDisposable
    {
        public ClusterIdentity Peer => peer;

        public ConnectionContext Connection => connection;

        public void Dispose() => owner.open.TryRemove(this, out _);
    }
}
