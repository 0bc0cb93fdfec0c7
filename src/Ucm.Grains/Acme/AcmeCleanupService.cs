using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ucm.Grains.Acme;

/// <summary>Has the orders and accounts that are due deleted from time to time while the silo runs.</summary>
internal sealed partial class AcmeCleanupService(AcmeCleanup cleanup, TimeProvider clock, ILogger<AcmeCleanupService> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var (orders, accounts) = await cleanup.Clean(stoppingToken);
                LogDeleted(orders, accounts);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // The next pass goes on; what has expired is refused meanwhile all the same.
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Orders} ACME orders that expired and {Accounts} accounts without use were deleted.")]
    private partial void LogDeleted(int orders, int accounts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired ACME orders could not be deleted; the next pass tries again.")]
    private partial void LogFailed(Exception fault);
}
