using System.Diagnostics.Metrics;

namespace Ucm.Grains.Trust;

/// <summary>Calls that were refused at the gate: not one of them comes from a frontend that works as it should.</summary>
internal sealed class TrustMetrics(IMeterFactory meters)
{
    private readonly Counter<long> refused = meters.Create("Ucm.Trust").CreateCounter<long>("ucm.trust.refused_calls", description: "Grain calls from outside that were not open or whose caller was not confirmed.");

    public void Refused(CallRule rule) => refused.Add(1, new KeyValuePair<string, object?>("kind", rule.IsOrleans ? "orleans" : rule.IsOpen ? "caller" : "closed"));
}
