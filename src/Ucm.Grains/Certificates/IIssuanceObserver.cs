using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>Told after each step; metrics in production, a fault at a chosen step in tests.</summary>
internal interface IIssuanceObserver
{
    void Reached(IssuanceStep step, RequestId request);
}
