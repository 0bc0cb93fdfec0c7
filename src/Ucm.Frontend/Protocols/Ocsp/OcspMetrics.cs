using System.Diagnostics.Metrics;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>What became of OCSP requests: they never reach the layer whose metrics count the others. Plain counters, read when somebody scrapes.</summary>
internal sealed class OcspMetrics
{
    public const string Name = "Ucm.Frontend.Ocsp";
    private long cached;
    private long asked;
    private long refused;

    public OcspMetrics(IMeterFactory meters, OcspCache cache)
    {
        var meter = meters.Create(Name);
        meter.CreateObservableCounter("ucm.ocsp.requests", Read, unit: "{request}", description: "OCSP requests by where the answer came from.");
        meter.CreateObservableUpDownCounter("ucm.ocsp.cache.size", () => cache.Size, unit: "By", description: "Memory of the answers kept.");
        meter.CreateObservableCounter("ucm.ocsp.cache.evictions", () => cache.Evictions, unit: "{answer}", description: "Answers that made room for others while they were valid.");
    }

    public void Count(OcspVerdict verdict)
    {
        if (verdict.Entry is not null)
        {
            Interlocked.Increment(ref cached);
        }
        else if (verdict.Question is not null)
        {
            Interlocked.Increment(ref asked);
        }
        else
        {
            Interlocked.Increment(ref refused);
        }
    }

    private IEnumerable<Measurement<long>> Read() =>
    [
        Of(ref cached, nameof(cached)),
        Of(ref asked, nameof(asked)),
        Of(ref refused, nameof(refused)),
    ];

    private static Measurement<long> Of(ref long value, string answer) => new(Volatile.Read(ref value), new KeyValuePair<string, object?>("answer", answer));
}
