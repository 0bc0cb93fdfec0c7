using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Frontend.Status;

/// <summary>Asks the feed twice a second whether this frontend is current, and listens in between. Whatever goes wrong, the lease runs out by itself.</summary>
internal sealed partial class RevocationFeedSubscription(IGrainFactory grains, RevocationLease lease, TimeProvider clock, ILogger<RevocationFeedSubscription> log)
    : BackgroundService, IRevocationObserver
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private bool connected;

    public Task Revoked(RevocationPage page)
    {
        // A gap is closed by the next question.
        lease.Apply(page);
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Gives the host its thread back: the silo may start after this.
        await Task.Yield();
        IRevocationObserver? reference = null;
        using var ticks = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                reference ??= grains.CreateObjectReference<IRevocationObserver>(this);
                var held = await CatchUp(reference, stoppingToken);
                Note(held, null);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // The silos may be starting, gone or frozen: the next tick asks again.
                Note(false, fault);
            }
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>True when the feed confirmed that nothing is missing.</summary>
    private async Task<bool> CatchUp(IRevocationObserver reference, CancellationToken cancellationToken)
    {
        while (true)
        {
            var askedAt = clock.GetTimestamp();
            var since = lease.Sequence;
            var answer = await grains.RevocationFeed().Renew(reference, since, cancellationToken).WaitAsync(Timeout, cancellationToken);
            if (!answer.Succeeded)
            {
                return false;
            }

            if (answer.Value.Last < since || !lease.Apply(answer.Value))
            {
                // The log is shorter than what was seen: the database is another one, or an older copy of it.
                lease.Restart();
                continue;
            }

            if (!answer.Value.More)
            {
                lease.Confirm(askedAt, answer.Value.Age);
                return true;
            }
        }
    }

    private void Note(bool held, Exception? fault)
    {
        if (held != connected)
        {
            connected = held;
            LogChanged(fault, held ? "current" : "not confirmed");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Revocations are {State}.")]
    private partial void LogChanged(Exception? fault, string state);
}
