using System.Globalization;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Crl;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;
using Ucm.Storage.Crls;
using Ucm.Storage.Revocations;

namespace Ucm.Grains.Crl;

/// <summary>
/// Builds, checks, signs and stores one CRL: entries to the spool · nothing lost? · sign · parts to the database · one small commit that publishes them. The unique number decides
/// between two publishers; the loser takes the winner's. Memory does not grow with the CRL.
/// </summary>
internal sealed partial class CrlPublisher(
    IRevocationStore revocations, ICrlStore crls, CrlContinuity continuity, CrlSigning signing, PublicUrls urls, TimeProvider clock, ILogger<CrlPublisher> log)
    : IDisposable
{
    /// <summary>A build that has not been published for so long never will be.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private readonly CrlCollector collector = new(revocations);

    /// <summary>Shards fall due together; building them one after the other takes no longer and leaves the other cores to those who wait.</summary>
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Raised after a publication, with the row.</summary>
    public event Action<CrlRow>? Published;

    /// <summary>Refusals: Conflict when an entry would vanish or a delta has no base, and the signer's.</summary>
    public async Task<Outcome<CrlRow>> Publish(CrlOrder order, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await Build(order, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    // The long steps run on the thread pool, never on a grain's turn; in between the turn is the grain's, since a signer answers grains only.
    private async Task<Outcome<CrlRow>> Build(CrlOrder order, CancellationToken cancellationToken)
    {
        var plan = await Plan(order, cancellationToken);
        if (order.Kind == CrlKind.Delta && plan.Previous is not { NamesDelta: true })
        {
            return new Refusal(RefusalCode.Conflict, $"There is no full CRL of {order.Scope} that a delta could refer to.");
        }

        using var spool = new CrlSpool();
        var entries = await Task.Run(() => collector.Collect(plan, spool.Stream, cancellationToken), cancellationToken);
        if (await Task.Run(() => FindLost(plan, entries, spool, cancellationToken), cancellationToken) is { } lost)
        {
            return new Refusal(RefusalCode.Conflict, $"CRL {plan.PrintedNumber} of {order.Scope} is not published: serial {lost} would vanish from it without cause.");
        }

        plan = plan.Listing(entries.Newest);
        await Task.Delay(CrlTimes.Wait(plan.ThisUpdate, clock.GetUtcNow()), clock, cancellationToken);

        var certificate = ParsedCertificate.Parse(order.Authority.Certificate.AsMemory());
        var frame = CrlFrame.Of(CrlHeaders.Of(plan, certificate, urls), entries.Length);
        var signed = await signing.Sign(order.Authority, PublicKeyInfo.Parse(certificate.SubjectPublicKeyInfo), frame, spool, cancellationToken);
        if (!signed.Succeeded)
        {
            return signed.Refusal;
        }

        var content = await Task.Run(() => Store(order, frame, signed.Value, spool, cancellationToken), cancellationToken);
        return await Commit(plan, entries.Count, content, cancellationToken);
    }

    /// <summary>
    /// The database knows the last number, but one restored from a backup does not know those published since. Time does: no scope publishes more than one CRL a second for long.
    /// Those that an imported authority published elsewhere are below its floor.
    /// </summary>
    private static long NumberAfter(long last, CrlPolicy policy, DateTimeOffset now) => Math.Max(Math.Max(last, policy.NumberFloor) + 1, now.ToUnixTimeSeconds());

    private async Task<CrlPlan> Plan(CrlOrder order, CancellationToken cancellationToken)
    {
        var previous = await crls.Latest(order.Scope, CrlKind.Full, cancellationToken);
        var last = new LastOfScope(await crls.LastNumber(order.Scope, cancellationToken), await crls.LastThisUpdate(order.Scope, cancellationToken));

        // Before the rows, so that a revocation in between is listed but counted as missing: one CRL too many, never one too few.
        var sequence = await revocations.LastSequence(cancellationToken);
        var now = clock.GetUtcNow();
        return new CrlPlan(order, NumberAfter(last.Number, order.Authority.Crl, now), previous, sequence, last, now);
    }

    private async Task<Interfaces.Certificates.SerialNumber?> FindLost(CrlPlan plan, CrlEntryWriter entries, CrlSpool spool, CancellationToken cancellationToken)
    {
        if (plan.Order.Kind == CrlKind.Delta || plan.Previous is not { } previous)
        {
            return null;
        }

        spool.Rewind();
        return await continuity.FindLost(previous, CrlEntryReader.OfEntries(spool.Stream, entries.Length), plan.KeepFrom, cancellationToken);
    }

    private async Task<CrlContent> Store(CrlOrder order, CrlFrame frame, SignedBytes signed, CrlSpool spool, CancellationToken cancellationToken)
    {
        var (before, after) = frame.Envelope(signed.Algorithm.AsSpan(), signed.Signature.AsSpan());
        var build = $"{order.Scope}/{Guid.NewGuid():n}";
        await crls.Begin(build, clock.GetUtcNow(), cancellationToken);
        using var parts = new CrlPartWriter(crls, build);
        await parts.Write(before, cancellationToken);
        await parts.Write(frame.Before, cancellationToken);
        spool.Rewind();
        await parts.CopyFrom(spool.Stream, cancellationToken);
        await parts.Write(frame.After, cancellationToken);
        await parts.Write(after, cancellationToken);
        return await parts.Finish(cancellationToken);
    }

    private async Task<Outcome<CrlRow>> Commit(CrlPlan plan, long entries, CrlContent content, CancellationToken cancellationToken)
    {
        var order = plan.Order;
        var row = new CrlRow(
            order.Scope, plan.Number, order.Kind, order.Kind == CrlKind.Delta ? plan.Previous!.Number : null, plan.Sequence, entries,
            plan.ThisUpdate, plan.NextUpdate, content)
        {
            NumberOffset = plan.Policy.Offset,
            MadeAt = plan.At,
            NamesDelta = order.Kind == CrlKind.Delta || plan.Policy.DeltaInterval is not null,

            // Its thisUpdate was chosen with a view to the last one.
            Follows = plan.Last.Number,
        };
        var published = await crls.Publish(row, CrlAudit.Published(row, order.By), cancellationToken);
        if (published)
        {
            Published?.Invoke(row);
        }

        await Prune(order.Scope, cancellationToken);
        if (published)
        {
            return row;
        }

        return await crls.Latest(order.Scope, order.Kind, cancellationToken) is { } winner && winner.Number > plan.Last.Number
            ? winner
            : new Refusal(RefusalCode.Conflict, string.Create(CultureInfo.InvariantCulture, $"Number {plan.PrintedNumber} of {order.Scope} was taken."), TimeSpan.FromSeconds(1));
    }

    /// <summary>Nothing depends on it: what is left over goes with the next publication.</summary>
    private async Task Prune(CrlScope scope, CancellationToken cancellationToken)
    {
        try
        {
            await crls.Prune(scope, clock.GetUtcNow() - Abandoned, cancellationToken);
        }
        catch (Exception fault)
        {
            LogNotPruned(fault, scope);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old CRLs of {Scope} could not be dropped; the next publication tries again.")]
    private partial void LogNotPruned(Exception fault, CrlScope scope);
}
