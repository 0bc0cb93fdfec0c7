using System.Collections.Immutable;
using System.Numerics;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Crls;
using Ucm.Storage.Revocations;

namespace Ucm.Grains.Crl;

/// <summary>
/// Has a CRL of its scope published when it is due (<see cref="PendingPublications"/>). However many revocations there are in an interval, they make one CRL. Stored
/// time decides, so a lost timer or a restart delays and never skips.
/// </summary>
internal sealed partial class CrlGrain(CrlPublisher publisher, ICrlStore crls, IRevocationStore revocations, TimeProvider clock, ILogger<CrlGrain> log)
    : Grain, ICrlGrain
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>A call that publishes waits no longer for a large CRL, which is finished after it.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>A build that takes longer is stuck: it is given up, so that those that wait for their turn get theirs.</summary>
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    private readonly Dictionary<CrlKind, Task<Outcome<CrlRow>>> publications = [];
    private readonly PendingPublications promises = new();
    private CrlsInForce? inForce;
    private IGrainTimer? timer;

    private CrlScope Scope => CrlScope.Parse(this.GetPrimaryKeyString());

    public async Task<Outcome<PublishedCrl>> Get(long known, CancellationToken cancellationToken)
    {
        var held = await Load(CrlsInForce.Fresh, cancellationToken);
        if (held.Full is { } row)
        {
            return await Describe(row, known, cancellationToken);
        }

        var made = await Publish(CrlKind.Full, Caller.System("crl")).WaitAsync(cancellationToken);
        return made.Succeeded ? await Describe(made.Value, known, cancellationToken) : made.Refusal;
    }

    public async Task<Outcome<PublishedCrl>> GetDelta(long known, CancellationToken cancellationToken)
    {
        var held = await Load(CrlsInForce.Fresh, cancellationToken);
        return held.Delta is { } row
            ? await Describe(row, known, cancellationToken)
            : new Refusal(RefusalCode.NotFound, $"There is no delta CRL of {Scope}.");
    }

    public async Task<Outcome<CrlPart>> ReadPart(long number, int part, CancellationToken cancellationToken)
    {
        var build = await crls.FindBuild(Scope, number, cancellationToken);
        return build is not null && await crls.ReadPart(build, part, cancellationToken) is { } content
            ? new CrlPart(content)
            : new Refusal(RefusalCode.NotFound, "This CRL is no longer kept.");
    }

    public Task MarkDue(long sequence, CancellationToken cancellationToken)
    {
        promises.Announce(sequence);
        Schedule();
        return Task.CompletedTask;
    }

    public async Task<Outcome<PublishedCrl>> PublishIfDue(CancellationToken cancellationToken)
    {
        var snapshot = await GrainFactory.Authority(Scope.Authority).Get(cancellationToken);
        if (!snapshot.Succeeded)
        {
            return snapshot.Refusal;
        }

        if (publications.GetValueOrDefault(CrlKind.Full) is { IsCompleted: false } running)
        {
            // It may have been begun before what makes a CRL due now.
            await Wait(running, cancellationToken);
        }

        var held = await Load(TimeSpan.Zero, cancellationToken);
        if (!CanSign(snapshot.Value))
        {
            // An authority whose key is elsewhere keeps its last CRL.
            return held.Full is { } last ? Describe(last, []) : NotHere();
        }

        if (promises.Asked is not null || held.Full is not { } full || await IsDue(CrlKind.Full, snapshot.Value, full, held.Delta, cancellationToken))
        {
            var made = await Wait(Publish(CrlKind.Full, promises.Asked ?? Caller.System("crl")), cancellationToken);
            if (made is { Succeeded: false })
            {
                return made.Refusal;
            }
        }

        if (inForce?.Full is { } basis && await IsDue(CrlKind.Delta, snapshot.Value, basis, inForce.Delta, cancellationToken))
        {
            await Wait(Publish(CrlKind.Delta, Caller.System("crl")), cancellationToken);
        }

        return InForce();
    }

    public async Task<Outcome<PublishedCrl>> PublishNow(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.May(Permission.AuthoritiesManage))
        {
            return Refusals.Forbidden(Permission.AuthoritiesManage);
        }

        var snapshot = await GrainFactory.Authority(Scope.Authority).Get(cancellationToken);
        if (!snapshot.Succeeded)
        {
            return snapshot.Refusal;
        }

        await Load(TimeSpan.Zero, cancellationToken);
        var question = promises.Ask(caller);
        Schedule();
        var made = await Wait(Publish(CrlKind.Full, caller), cancellationToken);
        if (made is { Succeeded: true } && promises.IsOpen(question))
        {
            // That one had begun before it was asked for.
            made = await Wait(Publish(CrlKind.Full, caller), cancellationToken);
        }

        if (Scope.Shard == 0)
        {
            foreach (var shard in CrlScope.Of(Scope.Authority, snapshot.Value.Crl).Where(static scope => scope.Shard > 0))
            {
                // They queue up behind one another; nobody waits for them.
                GrainFactory.Crl(shard).PublishNow(caller, CancellationToken.None).Ignore();
            }
        }

        return made is { Succeeded: false } ? made.Refusal : InForce();
    }

    private static PublishedCrl Describe(CrlRow row, ImmutableArray<byte> der) => new(row.Number, row.ThisUpdate, row.NextUpdate, row.Entries, der)
    {
        Size = row.Content.Size,
        Hash = row.Content.Hash,
        BaseNumber = row.BaseNumber,
        NumberOffset = row.OffsetText,
        MadeAt = row.PublishedAt,
    };

    /// <summary>A CRL of one part travels with its description.</summary>
    private async Task<PublishedCrl> Describe(CrlRow row, long known, CancellationToken cancellationToken)
    {
        var wanted = row.Number != known && row.Content.Size <= CrlPartWriter.PartSize;
        return Describe(row, wanted ? await crls.ReadPart(row.Content.Build, 0, cancellationToken) ?? [] : []);
    }

    /// <summary>Suspended or retired, an authority still owes the world its CRLs (RFC 5280 §5); without its key it cannot make any.</summary>
    private static bool CanSign(AuthoritySnapshot authority) => authority.KeyId is not null && authority.Status != AuthorityStatus.Pending;

    private Refusal NotHere() => new(RefusalCode.AuthorityUnavailable, $"The key of the authority {Scope.Authority} is not here.");

    private Outcome<PublishedCrl> InForce() => inForce?.Full is { } row
        ? Describe(row, [])
        : new Refusal(RefusalCode.Unavailable, $"The first CRL of {Scope} is being built.", RetryAfter);

    private async Task<bool> IsDue(CrlKind kind, AuthoritySnapshot authority, CrlRow full, CrlRow? delta, CancellationToken cancellationToken)
    {
        await FindMissed(full, cancellationToken);
        return promises.IsDue(kind, authority.Crl, full, delta, clock.GetUtcNow());
    }

    /// <summary>What is in force, read again when what is known is older than that: another silo may have published.</summary>
    private async Task<CrlsInForce> Load(TimeSpan within, CancellationToken cancellationToken)
    {
        if (within > TimeSpan.Zero && inForce is { Full: not null } known && clock.GetElapsedTime(known.ReadAt) <= within)
        {
            return known;
        }

        var readAt = clock.GetTimestamp();
        var full = await crls.Latest(Scope, CrlKind.Full, cancellationToken);
        return inForce = new CrlsInForce(full, await crls.Latest(Scope, CrlKind.Delta, cancellationToken), readAt);
    }

    /// <summary>A revocation whose announcement was lost (a crash, a restart), or that is of a shard, stands in the log.</summary>
    private async Task FindMissed(CrlRow full, CancellationToken cancellationToken)
    {
        var from = promises.ReadFrom(full);
        var last = await revocations.LastSequence(cancellationToken);
        promises.Read(await revocations.LastSequence(Scope, from, cancellationToken), last);
    }

    /// <summary>Null when it takes longer.</summary>
    private static async Task<Outcome<CrlRow>?> Wait(Task<Outcome<CrlRow>> publication, CancellationToken cancellationToken)
    {
        try
        {
            return await publication.WaitAsync(Timeout, cancellationToken);
        }
        catch (TimeoutException) when (!publication.IsCompleted)
        {
            return null;
        }
    }

    private Task<Outcome<CrlRow>> Publish(CrlKind kind, Caller by) =>
        publications.GetValueOrDefault(kind) is { IsCompleted: false } running ? running : publications[kind] = PublishNow(kind, by);

    private async Task<Outcome<CrlRow>> PublishNow(CrlKind kind, Caller by)
    {
        using var limit = new CancellationTokenSource(BuildLimit, clock);
        try
        {
            var promised = kind == CrlKind.Full ? promises.Asked : null;
            var made = await Make(kind, by, limit.Token);
            promises.Settle(promised, made);
            return made;
        }
        catch (Exception fault)
        {
            // Whoever asked may have stopped waiting; the timer or the schedule tries again.
            LogFailed(fault, kind, Scope);
            throw;
        }
    }

    private async Task<Outcome<CrlRow>> Make(CrlKind kind, Caller by, CancellationToken cancellationToken)
    {
        var snapshot = await GrainFactory.Authority(Scope.Authority).Get(cancellationToken);
        if (!snapshot.Succeeded)
        {
            return snapshot.Refusal;
        }

        if (!CanSign(snapshot.Value))
        {
            return NotHere();
        }

        var made = await publisher.Publish(new CrlOrder(snapshot.Value, Scope, kind, by), cancellationToken);
        if (!made.Succeeded)
        {
            LogRefused(Scope, made.Refusal.Detail);
            return made;
        }

        var held = inForce ?? new CrlsInForce(null, null, clock.GetTimestamp());
        inForce = kind == CrlKind.Full ? held with { Full = made.Value } : held with { Delta = made.Value };
        LogPublished(kind, made.Value.PrintedNumber, Scope, made.Value.Entries, made.Value.Content.Size);
        return made;
    }

    /// <summary>Wakes once for all revocations until then. The platform's schedule looks again should this activation go before.</summary>
    private void Schedule() => timer ??= this.RegisterGrainTimer(
        Tick, new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(200), RetryAfter) { Interleave = true, KeepAlive = true });

    private async Task Tick(CancellationToken cancellationToken)
    {
        var outcome = await PublishIfDue(cancellationToken);
        if (!outcome.Succeeded || inForce is not { Full: { } full } held)
        {
            return;
        }

        if (promises.AreKept(held))
        {
            timer?.Dispose();
            timer = null;
            return;
        }

        var snapshot = await GrainFactory.Authority(Scope.Authority).Get(cancellationToken);
        timer?.Change(snapshot.Succeeded ? promises.Wait(snapshot.Value.Crl, full, held.Delta, clock.GetUtcNow()) : RetryAfter, RetryAfter);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} CRL {Number} of {Scope} is published with {Entries} entries in {Size} octets.")]
    private partial void LogPublished(CrlKind kind, BigInteger number, CrlScope scope, long entries, long size);

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Kind} CRL of {Scope} could not be made; it is tried again.")]
    private partial void LogFailed(Exception fault, CrlKind kind, CrlScope scope);

    [LoggerMessage(Level = LogLevel.Error, Message = "No CRL of {Scope} could be published: {Detail}")]
    private partial void LogRefused(CrlScope scope, string detail);
}
