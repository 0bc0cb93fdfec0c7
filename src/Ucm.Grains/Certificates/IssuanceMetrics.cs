using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>Counts issuances by step, and marks the steps on the current trace.</summary>
internal sealed class IssuanceMetrics : IIssuanceObserver
{
    private static readonly KeyValuePair<string, object?>[] Tags =
        [.. Enum.GetValues<IssuanceStep>().Select(step => new KeyValuePair<string, object?>("step", step.ToString()))];

    private readonly Counter<long> steps;

    public IssuanceMetrics(IMeterFactory meters) =>
        steps = meters.Create("Ucm.Issuance").CreateCounter<long>("ucm.issuance.steps", description: "Issuance steps completed.");

    public void Reached(IssuanceStep step, RequestId request)
    {
        var tag = Tags[(int)step - 1];
        steps.Add(1, tag);
        Activity.Current?.AddEvent(new ActivityEvent((string)tag.Value!));
    }
}
