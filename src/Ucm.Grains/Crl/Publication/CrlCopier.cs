using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Audit;
using Ucm.Storage.Authorities;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl.Publication;

/// <summary>
/// Copies what this silo publishes to every destination, and at its start whatever is in force. It stands behind the publication and never holds it back: what fails is
/// tried again, more and more seldom, until it succeeds, always with the newest CRL.
/// </summary>
internal sealed partial class CrlCopier : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    public const string MeterName = "Ucm.Crl";

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource stopping = new();
    private readonly ICrlStore crls;
    private readonly IAuthorityIndex authorities;
    private readonly IAuditStore audit;
    private readonly TimeProvider clock;
    private readonly ILogger<CrlCopier> log;
    private readonly Counter<long> copies;
    private readonly Counter<long> failures;
    private readonly CopyQueue[] queues;
    private Task running = Task.CompletedTask;

    public CrlCopier(
        CrlPublisher publisher, CrlDestinations destinations, ICrlStore crls, IAuthorityIndex authorities, IAuditStore audit, IMeterFactory meters,
        TimeProvider clock, ILogger<CrlCopier> log)
    {
        (this.crls, this.authorities, this.audit, this.clock, this.log) = (crls, authorities, audit, clock, log);
        var meter = meters.Create(MeterName);
        copies = meter.CreateCounter<long>("ucm.crl.copies", "{crl}", "CRLs copied to a destination.");
        failures = meter.CreateCounter<long>("ucm.crl.copy.failures", "{crl}", "Copies that failed and are tried again.");
        queues = [.. destinations.All.Select(static one => new CopyQueue(one))];
        publisher.Published += row => Array.ForEach(queues, queue => queue.Add(row.Scope, row.Kind));
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(CrlCopier), ServiceLifecycleStage.Active, Start, Stop);

    public void Dispose() => stopping.Dispose();

    private Task Start(CancellationToken cancellationToken)
    {
        running = Task.WhenAll(queues.Select(queue => Task.Run(() => Run(queue), CancellationToken.None)));
        return Task.CompletedTask;
    }

    private async Task Stop(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Run(CopyQueue queue)
    {
        var isFilled = false;
        var wait = TimeSpan.Zero;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                isFilled = isFilled || await Fill(queue);
                await queue.Wait(wait, clock, stopping.Token);
                wait = await CopyAll(queue) ? TimeSpan.Zero : Longer(wait);
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                // The loop must outlive any outage, and a call may be cancelled for reasons of its own.
                LogFailed(fault, queue.Destination.Name, "all");
                wait = Longer(wait);
                await Task.Delay(wait, clock, stopping.Token);
            }
        }
    }

    private static TimeSpan Longer(TimeSpan wait) => wait == TimeSpan.Zero ? FirstWait : wait * 2 < LongestWait ? wait * 2 : LongestWait;

    private async Task<bool> Fill(CopyQueue queue)
    {
        var catalog = await authorities.List(stopping.Token);
        foreach (var scope in catalog.Authorities.SelectMany(static authority => CrlScope.Of(authority.Id, authority.Crl)))
        {
            queue.Add(scope, CrlKind.Full);
            queue.Add(scope, CrlKind.Delta);
        }

        return true;
    }

    private async Task<bool> CopyAll(CopyQueue queue)
    {
        var all = true;
        foreach (var (scope, kind) in queue.Take())
        {
            if (!await TryCopy(queue, scope, kind))
            {
                queue.PutBack(scope, kind);
                all = false;
            }
        }

        return all;
    }

    /// <summary>
    /// False when it is to be tried again, whatever it failed at: the name was taken from the queue. Looks again after each copy: another node may have published and copied a newer one
    /// meanwhile, which a slow copy from here could have replaced. So the newest is there in the end, whichever copy comes last.
    /// </summary>
    private async Task<bool> TryCopy(CopyQueue queue, CrlScope scope, CrlKind kind)
    {
        try
        {
            var copied = 0L;
            while (await crls.Latest(scope, kind, stopping.Token) is { Content.Size: > 0 } row && row.Number > copied)
            {
                if (!await Copy(queue, row))
                {
                    return false;
                }

                copied = row.Number;
            }

            return true;
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            LogFailed(fault, queue.Destination.Name, scope.Path(kind == CrlKind.Delta));
            return false;
        }
    }

    private async Task<bool> Copy(CopyQueue queue, CrlRow row)
    {
        try
        {
            using var spool = new CrlSpool();
            await using var parts = new CrlPartStream(crls, row.Content);
            await parts.CopyToAsync(spool.Stream, stopping.Token);
            spool.Rewind();
            await queue.Destination.Put(row, spool.Stream, stopping.Token);
            copies.Add(1, new KeyValuePair<string, object?>("destination", queue.Destination.Name));
            queue.IsFailing = false;
            return true;
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            await Note(queue, row, fault);
            return false;
        }
    }

    /// <summary>The audit has the first failure of a row of them: the others would say the same.</summary>
    private async Task Note(CopyQueue queue, CrlRow row, Exception fault)
    {
        failures.Add(1, new KeyValuePair<string, object?>("destination", queue.Destination.Name));
        LogFailed(fault, queue.Destination.Name, row.Scope.Path(row.Kind == CrlKind.Delta));
        if (!queue.IsFailing)
        {
            await audit.Append(CrlAudit.NotCopied(row, queue.Destination.Name, clock.GetUtcNow()), stopping.Token);
            queue.IsFailing = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Copying to {Destination} failed for {Path}; it is tried again.")]
    private partial void LogFailed(Exception fault, string destination, string path);
}
