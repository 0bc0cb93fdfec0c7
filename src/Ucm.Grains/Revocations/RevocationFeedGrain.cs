using Microsoft.Extensions.Logging;
using Orleans.Utilities;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Revocations;
using Ucm.Grains.Outcomes;

namespace Ucm.Grains.Revocations;

/// <summary>
/// Reads the log of revocations when woken and twice a second anyway, invalidates the status grains that nobody told, then tells the frontends. It says "nothing is
/// missing" only with a proof that is young by the steady clock, whatever this activation is: frozen and woken, a second one, or cut off from the database.
/// </summary>
internal sealed partial class RevocationFeedGrain(RevocationLog log, RevocationWitnesses witnesses, TimeProvider clock, ILogger<RevocationFeedGrain> logger)
    : Grain, IRevocationFeedGrain
{
    /// <summary>An older proof is not given out: the frontend's lease, counted from the proof, would hardly reach to its next question.</summary>
    private static readonly TimeSpan ProofLife = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1.2);
    private static readonly TimeSpan InvalidationLimit = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ObserverLife = TimeSpan.FromSeconds(30);
    private readonly HashSet<long> announced = [];
    private readonly RecentNotices recent = new();
    private readonly ObserverManager<IRevocationObserver> observers = new(ObserverLife, logger);
    private long last = -1;
    private long announcedTo;
    private RevocationReading? proof;
    private bool cutOff;
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
        var arrivedAt = clock.GetTimestamp();
        if (!MayAnswer(since, arrivedAt))
        {
            await Task.WhenAny(Wake(), Task.Delay(Timeout, clock, cancellationToken));
        }

        if (!MayAnswer(since, arrivedAt))
        {
            return Refusals.Unavailable(Interval);
        }

        var askedAt = proof!.AskedAt;
        var page = since < 0 || since >= last ? new RevocationPage(last, last, [], false) : recent.Since(since, last);
        if (page is null)
        {
            // Far behind: the reading that finds what is missing is a proof of its own.
            askedAt = clock.GetTimestamp();
            page = await log.Read(since);
        }

        return page is null ? Refusals.Unavailable(Interval) : page with { Age = clock.GetElapsedTime(askedAt) };
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

    /// <summary>Who has seen more than this activation makes it look again; only a reading from after that can say that the log has become shorter.</summary>
    private bool MayAnswer(long since, long arrivedAt) =>
        proof is { } known && last >= announcedTo && clock.GetElapsedTime(known.AskedAt) <= ProofLife
        && (since <= last || (known.Source != ReadingSource.Testimony && known.AskedAt >= arrivedAt));

    /// <summary>One reading at a time; who wakes it while it reads gets another round.</summary>
    private Task Wake()
    {
        dirty = true;
        return pump = pump.IsCompleted ? Pump() : pump;
    }

    private async Task Pump()
    {
        while (dirty)
        {
            dirty = false;
            await Advance();
        }
    }

    private async Task Advance()
    {
        var told = announcedTo;
        var reading = await Read();
        NoteSource(reading?.Source);
        if (reading is null)
        {
            return;
        }

        await Take(reading.Page);
        if (reading.Page.More)
        {
            dirty = true;
            return;
        }

        proof = reading;
        if (reading.Source != ReadingSource.Testimony && announcedTo == told && told > last)
        {
            // Durable when it was announced, and yet a later reading does not have it: the database is an older copy.
            LogLost(told, last);
            announcedTo = last;
        }
    }

    private async Task<RevocationReading?> Read()
    {
        witnesses.Observe();
        var askedAt = clock.GetTimestamp();

        // While this silo is cut off the others are asked at once, and this one with them.
        return !cutOff && await log.Read(last) is { } page ? new RevocationReading(askedAt, page, ReadingSource.Own) : await witnesses.Ask(last);
    }

    private async Task Take(RevocationPage page)
    {
        if (last < 0 || page.Last < last)
        {
            if (last >= 0)
            {
                LogLost(last, page.Last);
            }

            last = page.Last;
            recent.Begin(last);
            announced.RemoveWhere(sequence => sequence <= last);
            return;
        }

        if (!page.Events.IsEmpty)
        {
            // Not waited for long: frontends name the sequence when they ask, so a grain that missed this reads again.
            var invalidations = page.Events.Where(one => !announced.Remove(one.Sequence)).Select(Invalidate).ToArray();
            await Task.WhenAny(Task.WhenAll(invalidations), Task.Delay(InvalidationLimit, clock));
            recent.Add(page.Events);
            last = page.Last;
            await observers.Notify(observer => observer.Revoked(page));
        }

        last = page.Last;
    }

    private async Task Invalidate(RevocationNotice one)
    {
        try
        {
            await GrainFactory.OcspStatus(one.Key).Invalidate(one.Sequence, CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogInvalidation(fault, one.Key);
        }
    }

    private void NoteSource(ReadingSource? source)
    {
        var own = source is ReadingSource.Own;
        if (own == cutOff)
        {
            cutOff = !own;
            LogSource(last, source?.ToString() ?? "nobody");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The revocation feed stands at {Last} and now has its proof from: {Source}.")]
    private partial void LogSource(long last, string source);

    [LoggerMessage(Level = LogLevel.Error, Message = "Revocation {Known} was durable, and the log ends at {Last}: the database is another one, or an older copy.")]
    private partial void LogLost(long known, long last);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The status of {Key} could not be invalidated.")]
    private partial void LogInvalidation(Exception fault, CertificateKey key);
}
