using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Crls;
using Ucm.Storage.Revocations;

namespace Ucm.Grains.Crl;

/// <summary>
/// Decides when a CRL is due: when there is none, when the last one comes near its nextUpdate, and after a revocation once the minimum interval has passed. However
/// many revocations there are in an interval, they make one CRL. Stored time decides, so a lost timer or a restart delays and never skips.
/// </summary>
internal sealed partial class CrlGrain(CrlPublisher publisher, ICrlStore crls, IRevocationStore revocations, TimeProvider clock, ILogger<CrlGrain> log)
    : Grain, ICrlGrain
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private CrlRow? current;
    private long dueTo;
    private long readTo;
    private Task<Outcome<CrlRow>>? publication;
    private IGrainTimer? timer;

    private AuthorityId Authority => AuthorityId.Parse(this.GetPrimaryKeyString()["crl:".Length..]);

    public async Task<Outcome<PublishedCrl>> Get(long known, CancellationToken cancellationToken)
    {
        await Load(cancellationToken);
        if (current is not { } row)
        {
            var made = await Publish().WaitAsync(cancellationToken);
            if (!made.Succeeded)
            {
                return made.Refusal;
            }

            row = made.Value;
        }

        return Describe(row, row.Number == known ? [] : row.Der);
    }

    public Task MarkDue(long sequence, CancellationToken cancellationToken)
    {
        dueTo = Math.Max(dueTo, sequence);
        Schedule();
        return Task.CompletedTask;
    }

    public async Task<Outcome<PublishedCrl>> PublishIfDue(CancellationToken cancellationToken)
    {
        await Load(cancellationToken);
        await FindMissed(cancellationToken);
        var snapshot = await GrainFactory.Authority(Authority).Get(cancellationToken);
        if (!snapshot.Succeeded)
        {
            return snapshot.Refusal;
        }

        if (current is { } row && clock.GetUtcNow() < DueAt(row, snapshot.Value.Crl))
        {
            return Describe(row, []);
        }

        var made = await Publish().WaitAsync(cancellationToken);
        return made.Succeeded ? Describe(made.Value, []) : made.Refusal;
    }

    private static PublishedCrl Describe(CrlRow row, ImmutableArray<byte> der) => new(row.Number, row.ThisUpdate, row.NextUpdate, row.Entries, der);

    private DateTimeOffset DueAt(CrlRow row, CrlPolicy policy)
    {
        var regular = row.NextUpdate - policy.Overlap;
        var afterRevocation = row.ThisUpdate + policy.MinimumInterval;
        return dueTo > row.Sequence && afterRevocation < regular ? afterRevocation : regular;
    }

    private async Task Load(CancellationToken cancellationToken) =>
        current ??= await crls.Latest(Authority, CrlPublisher.NoShard, CrlKind.Full, cancellationToken);

    /// <summary>A revocation whose announcement was lost (a crash, a restart) stands in the log, which is read to its end, each event once.</summary>
    private async Task FindMissed(CancellationToken cancellationToken)
    {
        const int PageSize = 1000;
        if (current is not { } row)
        {
            return;
        }

        int found;
        do
        {
            readTo = Math.Max(readTo, row.Sequence);
            var events = await revocations.ListSince(readTo, PageSize, cancellationToken);
            found = events.Length;
            foreach (var one in events)
            {
                dueTo = one.Key.Authority == Authority ? Math.Max(dueTo, one.Sequence) : dueTo;
                readTo = Math.Max(readTo, one.Sequence);
            }
        }
        while (found == PageSize);
    }

    private Task<Outcome<CrlRow>> Publish() => publication is { IsCompleted: false } running ? running : publication = PublishNow();

    private async Task<Outcome<CrlRow>> PublishNow()
    {
        var snapshot = await GrainFactory.Authority(Authority).Get(CancellationToken.None);
        if (!snapshot.Succeeded)
        {
            return snapshot.Refusal;
        }

        var made = await publisher.Publish(snapshot.Value, CancellationToken.None);
        if (!made.Succeeded)
        {
            LogRefused(Authority, made.Refusal.Detail);
            return made;
        }

        current = made.Value;
        LogPublished(Authority, made.Value.Number, made.Value.Entries);
        return made;
    }

    /// <summary>Wakes once for all revocations until then. The platform's schedule looks again should this activation go before.</summary>
    private void Schedule() => timer ??= this.RegisterGrainTimer(
        Tick, new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(200), RetryAfter) { Interleave = true, KeepAlive = true });

    private async Task Tick(CancellationToken cancellationToken)
    {
        var outcome = await PublishIfDue(cancellationToken);
        if (outcome.Succeeded && current is { } row && dueTo <= row.Sequence)
        {
            timer?.Dispose();
            timer = null;
        }
        else if (outcome.Succeeded && current is { } waiting)
        {
            var snapshot = await GrainFactory.Authority(Authority).Get(cancellationToken);
            var wait = snapshot.Succeeded ? DueAt(waiting, snapshot.Value.Crl) - clock.GetUtcNow() : RetryAfter;
            timer?.Change(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(100), RetryAfter);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "CRL {Number} of authority {Authority} is published with {Entries} entries.")]
    private partial void LogPublished(AuthorityId authority, long number, long entries);

    [LoggerMessage(Level = LogLevel.Error, Message = "No CRL of authority {Authority} could be published: {Detail}")]
    private partial void LogRefused(AuthorityId authority, string detail);
}
