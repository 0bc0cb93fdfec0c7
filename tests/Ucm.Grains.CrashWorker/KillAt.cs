using System.Diagnostics;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.CrashWorker;

/// <summary>Kills this process, as the kernel would, once the request has reached the step.</summary>
internal sealed class KillAt(IssuanceStep at, string victim) : IIssuanceObserver
{
    public void Reached(IssuanceStep step, RequestId request)
    {
        if (step == at && request.Value == $"rest:admin:{victim}")
        {
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
