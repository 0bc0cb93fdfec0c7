using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>
/// Stores the fingerprints of certificates from before a version that looks them up, and of those that a silo of such a version still issues. A few at a time: nobody
/// waits for it.
/// </summary>
internal sealed partial class FingerprintService(ICertificateStore certificates, TimeProvider clock, ILogger<FingerprintService> log) : BackgroundService
{
    private const int Batch = 200;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await certificates.FillFingerprints(Batch, stoppingToken) == Batch)
                {
                    await Task.Yield();
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // The next tick tries again.
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Fingerprints of older certificates could not be stored; the next pass tries again.")]
    private partial void LogFailed(Exception fault);
}
