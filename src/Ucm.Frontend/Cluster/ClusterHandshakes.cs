using System.Diagnostics.Metrics;
using System.Net;

namespace Ucm.Frontend.Cluster;

/// <summary>Counts handshakes on cluster links, and logs the failed ones at most every ten seconds: whoever can reach the port must not be able to fill the disk.</summary>
internal sealed partial class ClusterHandshakes(IMeterFactory meters, TimeProvider clock, ILogger<ClusterHandshakes> log)
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(10);

    private readonly Counter<long> handshakes = meters.Create("Ucm.Cluster")
        .CreateCounter<long>("ucm.cluster.handshakes", description: "TLS handshakes on cluster links, by link and outcome.");

    private readonly Lock gate = new();
    private DateTimeOffset logAgainAt = DateTimeOffset.MinValue;
    private long unlogged;

    public void Succeeded(ClusterDoor door) => Count(door, "ok");

    /// <param name="outcome"><c>refused</c>, <c>timeout</c> or <c>failed</c></param>
    public void Failed(ClusterDoor door, string outcome, string reason, EndPoint? peer)
    {
        Count(door, outcome);
        long others;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (now < logAgainAt)
            {
                unlogged++;
                return;
            }

            (others, unlogged, logAgainAt) = (unlogged, 0, now + LogEvery);
        }

        LogFailed(log, door.Name, peer, outcome, reason, others);
    }

    private void Count(ClusterDoor door, string outcome) =>
        handshakes.Add(1, new KeyValuePair<string, object?>("link", door.Name), new KeyValuePair<string, object?>("outcome", outcome));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster link {Link} with {Peer} was not made: {Outcome}, {Reason} ({Others} others since the last message)")]
    private static partial void LogFailed(ILogger logger, string link, EndPoint? peer, string outcome, string reason, long others);
}
