using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Utilities;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Revocations;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.Revocations;

namespace Ucm.Grains.Revocations;

/// <summary>
/// Reads the log of revocations when woken and twice a second anyway, invalidates the status grains that nobody told, then tells the frontends. It is behind only
/// when an announced revocation could not be read: an outage in which nothing can be revoked does not take the frontends' lease away.
/// </summary>
internal sealed partial class RevocationFeedGrain(IRevocationStore revocations, ILogger<RevocationFeedGrain> log) : Grain, IRevocationFeedGrain
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ObserverLife = TimeSpan.FromSeconds(30);
    private readonly HashSet<long> announced = [];
    private readonly ObserverManager<IRevocationObserver> observers = new(ObserverLife, log);
    private long last = -1;
    private long announcedTo;
    private Task pump = Task.CompletedTask;
    private bool dirty;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(_ => Wake(), new GrainTimerCreationOptions(Interval, Interval) { Interleave = true, KeepAlive = true });
        return Task.CompletedTask;
    }

    public async Task<Outcome<RevocationPage>> Renew(IRevocationObserver observer, long since, CancellationToken cancellationToken)
    {
        observers.Subscribe(observer, observer);
        if (last < 0)
        {
            await Wake();
        }

        if (last < announcedTo || last < 0)
        {
            return Refusals.Unavailable(Interval);
        }

        if (since < 0 || since >= last)
        {
            return new RevocationPage(last, last, [], false);
        }

        var upTo = last;
        var events = await revocations.ListSince(since, PageSize, cancellationToken);
        var notices = events.Where(one => one.Sequence <= upTo).Select(static one => new RevocationNotice(one.Sequence, one.Key)).ToImmutableArray();
        var complete = events.Length < PageSize;
        return new RevocationPage(since, complete ? upTo : notices[^1].Sequence, notices, !complete);
    }

    public Task Announce(RevocationReceipt receipt, CancellationToken cancellationToken)
    {
        announcedTo = Math.Max(announcedTo, receipt.Sequence);
        if (receipt.Sequence > last)
        {
            announced.Add(receipt.Sequence);
        }

        _ = Wake();
        return Task.CompletedTask;
    }

    /// <summary>One reading at a time; who wakes it while it reads gets another round.</summary>
    private Task Wake()
    {
        dirty = true;
        return pump = pump.IsCompleted ? Pump() : pump;
    }

    private async Task Pump()
    {
        try
        {
            while (dirty)
            {
                dirty = false;
                await Advance();
            }
        }
        catch (StorageUnavailableException fault)
        {
            LogBehind(fault, last, announcedTo);
        }
    }

    private async Task Advance()
    {
        if (last < 0)
        {
            last = await revocations.LastSequence(CancellationToken.None);
            announced.RemoveWhere(sequence => sequence <= last);
            return;
        }

        var events = await revocations.ListSince(last, PageSize, CancellationToken.None);
        if (events.IsEmpty)
        {
            return;
        }

        foreach (var one in events)
        {
            if (!announced.Remove(one.Sequence))
            {
                await Invalidate(one);
            }
        }

        var page = new RevocationPage(last, events[^1].Sequence, [.. events.Select(static one => new RevocationNotice(one.Sequence, one.Key))], false);
        last = page.Last;
        dirty = true;
        await observers.Notify(observer => observer.Revoked(page));
    }

    private async Task Invalidate(RevocationEvent one)
    {
        try
        {
            await GrainFactory.OcspStatus(one.Key).Invalidate(one.Sequence, CancellationToken.None);
        }
        catch (Exception fault) when (fault is not StorageUnavailableException)
        {
            // Frontends name the sequence when they ask, so the grain reads again even so.
            LogInvalidation(fault, one.Key);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The revocation feed stands at {Last}, {Announced} is announced, and the log cannot be read.")]
    private partial void LogBehind(Exception fault, long last, long announced);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The status of {Key} could not be invalidated.")]
    private partial void LogInvalidation(Exception fault, CertificateKey key);
}
