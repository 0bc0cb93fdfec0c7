using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ucm.Grains.Certificates;

/// <summary>Runs the reconciler from time to time while the silo runs.</summary>
internal sealed partial class ReconcilerService(Reconciler reconciler, TimeProvider clock, ILogger<ReconcilerService> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await reconciler.Run(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // The next tick tries again; an intent left behind harms nobody meanwhile.
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Interrupted issuances could not be looked after; the next pass tries again.")]
    private partial void LogFailed(Exception fault);
}
