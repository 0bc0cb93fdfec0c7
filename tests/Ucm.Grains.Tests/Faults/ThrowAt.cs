using System.Collections.Concurrent;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Tests.Faults;

/// <summary>Throws once, when a request reaches the step that was set for it.</summary>
internal sealed class ThrowAt : IIssuanceObserver
{
    private readonly ConcurrentDictionary<(IssuanceStep Step, string Request), bool> faults = new();

    public void Once(IssuanceStep step, string request) => faults[(step, TestRequests.Id(request).Value)] = true;

    public void Reached(IssuanceStep step, RequestId request)
    {
        if (faults.TryRemove((step, request.Value), out _))
        {
            throw new InvalidOperationException($"Cut off at {step}.");
        }
    }
}
