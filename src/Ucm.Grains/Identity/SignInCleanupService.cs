using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ucm.Grains.Identity;

/// <summary>Has the expired sign-ins deleted from time to time while the silo runs.</summary>
internal sealed partial class SignInCleanupService(IGrainFactory grains, TimeProvider clock, ILogger<SignInCleanupService> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await grains.GetGrain<ISignInCleanupGrain>(ISignInCleanupGrain.Key).CleanSome(stoppingToken))
                {
                    stoppingToken.ThrowIfCancellationRequested();
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // The next tick goes on; what has expired is refused meanwhile all the same.
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired sign-ins could not be deleted; the next pass tries again.")]
    private partial void LogFailed(Exception fault);
}
