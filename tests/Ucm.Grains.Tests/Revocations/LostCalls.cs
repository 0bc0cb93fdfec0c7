using System.Collections.Concurrent;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;

namespace Ucm.Grains.Tests.Revocations;

/// <summary>Loses every Invalidate of the status grains named here, as when the message went to an activation on a silo that is not there any more.</summary>
internal sealed class LostCalls : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, bool> lost = new();

    public void Lose(CertificateKey key) => lost[key.ToString()] = true;

    public Task Invoke(IIncomingGrainCallContext context) =>
        context.Grain is IOcspStatusGrain && context.MethodName == nameof(IOcspStatusGrain.Invalidate) && lost.ContainsKey(context.TargetId.Key.ToString()!)
            ? Task.CompletedTask
            : context.Invoke();
}
