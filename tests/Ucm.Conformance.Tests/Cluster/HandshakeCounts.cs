using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>What <c>ucm.cluster.handshakes</c> of one host has counted.</summary>
internal sealed class HandshakeCounts : IDisposable
{
    private readonly ConcurrentDictionary<(string? Link, string? Outcome), long> counts = [];
    private readonly MeterListener listener = new();

    public HandshakeCounts(IMeterFactory meters)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "ucm.cluster.handshakes" && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            string? link = null, outcome = null;
            foreach (var tag in tags)
            {
                link = tag.Key == "link" ? (string?)tag.Value : link;
                outcome = tag.Key == "outcome" ? (string?)tag.Value : outcome;
            }

            counts.AddOrUpdate((link, outcome), value, (_, before) => before + value);
        });
        listener.Start();
    }

    public long Of(string link, string outcome) => counts.GetValueOrDefault((link, outcome));

    public void Dispose() => listener.Dispose();
}
