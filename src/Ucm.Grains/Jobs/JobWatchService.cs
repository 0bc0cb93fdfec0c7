using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;
using Ucm.Storage.Jobs;

namespace Ucm.Grains.Jobs;

/// <summary>Wakes unfinished jobs, whose silo may have died, and has old results deleted.</summary>
internal sealed partial class JobWatchService(
    IGrainFactory grains,
    IJobIndex index,
    IAuditStore store,
    IOptions<JobOptions> options,
    TimeProvider clock,
    ILogger<JobWatchService> log) : BackgroundService
{
    private const int Most = 1000;
    private const int TurnsPerCleanup = 60;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        for (var turn = 1; await timer.WaitForNextTickAsync(stoppingToken); turn++)
        {
            try
            {
                foreach (var id in await index.ListUnfinished(Most, stoppingToken))
                {
                    await grains.Job(id).Wake(stoppingToken);
                }

                if (turn % TurnsPerCleanup == 0)
                {
                    var before = clock.GetUtcNow().AddDays(-options.Value.ResultDays);
                    await store.Append(CommitCompanion.Of(new JobResultsGone(before)), stoppingToken);
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unfinished jobs could not be woken; the next turn tries again.")]
    private partial void LogFailed(Exception fault);
}
