using Ucm.Grains.Cluster;
using Ucm.Grains.Revocations;
using Ucm.Storage.Commits;

namespace Ucm.Silo.Cluster;

/// <summary>
/// Ends a node that alone has lost the database: it would stay a member, and its grains would refuse the clients of all others. Its supervisor starts it again, which
/// succeeds when the database is there. Stays when nobody reaches the database, because there is nowhere better to go (docs/decisions/0011). Starts after the silo and
/// stops before it, when everything that serves clients has stopped.
/// </summary>
internal sealed partial class DatabaseWatch(
    SiloStanding standing, RevocationWitnesses witnesses, Departures departures, IHostApplicationLifetime host, ILogger<DatabaseWatch> log) : BackgroundService
{
    /// <summary>EX_TEMPFAIL of sysexits.h: try again later.</summary>
    public const int ExitCode = 75;

    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(1.5);
    private readonly IsolationCounter rounds = new();
    private volatile bool leaves;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (leaves)
        {
            // The silo cannot leave by itself: it would try to write that into the membership table, for minutes.
            LogLeft(await departures.PutThisSiloOut());
            Environment.Exit(ExitCode);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(IsolationCounter.Pace);
        while (await pace.WaitForNextTickAsync(stoppingToken))
        {
            if (rounds.Count(await Look()))
            {
                leaves = true;
                LogLeaving(IsolationCounter.Limit * IsolationCounter.Pace.TotalSeconds);
                host.StopApplication();
                return;
            }
        }
    }

    /// <summary>Whether others reach the database and this silo does not, on any of two ways.</summary>
    private async Task<bool> Look() => !await IsHere() && await witnesses.Ask(after: -1) is { Source: ReadingSource.Other };

    private async Task<bool> IsHere()
    {
        try
        {
            await standing.IsMember().WaitAsync(ReadLimit);
            return true;
        }
        catch (Exception fault) when (fault is StorageUnavailableException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Other silos reach the database, and this one has not for {Seconds} s: it leaves the cluster.")]
    private partial void LogLeaving(double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This silo was put out of the cluster by another one: {Done}. It ends.")]
    private partial void LogLeft(bool done);
}
