using Ucm.Grains.Interfaces;

namespace Ucm.Frontend.Status;

/// <summary>Keeps the directory of authorities at most a second old (law 8). An outage leaves the last one standing: certificates do not change.</summary>
internal sealed partial class AuthorityDirectoryRefresh(IGrainFactory grains, AuthorityDirectory directory, TimeProvider clock, ILogger<AuthorityDirectoryRefresh> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var ticks = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                directory.Replace(await grains.AuthorityCatalog().List(stoppingToken));
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(fault);
            }
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }

    // Debug, because it repeats each second of an outage that the silos report themselves.
    [LoggerMessage(Level = LogLevel.Debug, Message = "The list of authorities could not be had.")]
    private partial void LogFailed(Exception fault);
}
