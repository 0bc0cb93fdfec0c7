using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Certificates;

/// <summary>
/// Finishes or voids issuances that were cut off between reserving and storing, so that every reserved serial comes to an end. Runs on every silo at once:
/// completing and voiding are compare-and-set in the database, so one of them wins. Also takes out of service the authorities whose certificates are revoked.
/// </summary>
internal sealed class Reconciler(
    ICertificateStore certificates, AuthorityCertificates authorities, IGrainFactory grains, TimeProvider clock, ReconcilerReport report)
{
    /// <summary>A younger intent is most likely being worked on.</summary>
    internal static readonly TimeSpan FinishAfter = TimeSpan.FromSeconds(60);

    /// <summary>Nobody waits for an older one; it is given up.</summary>
    internal static readonly TimeSpan VoidAfter = TimeSpan.FromHours(1);

    private const int Batch = 200;
    private static readonly Caller Self = Caller.System("reconciler");

    /// <summary>One pass over the oldest intents.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        await authorities.StopRevoked(Self, cancellationToken);
        var now = clock.GetUtcNow();
        foreach (var row in await certificates.ListReserved(now - FinishAfter, Batch, cancellationToken))
        {
            await Settle(row, now, cancellationToken);
        }
    }

    /// <summary>One intent that fails for good must not keep the others waiting; without the database none of them can be settled.</summary>
    private async Task Settle(CertificateRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await (now - row.Record.CreatedAt >= VoidAfter ? Void(row, now, cancellationToken) : Finish(row.Record.Key, cancellationToken));
        }
        catch (Exception fault) when (fault is not StorageUnavailableException && !cancellationToken.IsCancellationRequested)
        {
            report.Failed(row.Record.Key, fault);
        }
    }

    /// <summary>An authority that is not online may come back within the hour; its intent waits.</summary>
    private async Task Finish(CertificateKey key, CancellationToken cancellationToken)
    {
        var outcome = await grains.GetGrain<IIssuanceResumptionGrain>(key.Authority.Value).Resume(key, cancellationToken);
        if (outcome.Succeeded)
        {
            report.Finished(key);
        }
        else
        {
            report.Refused(key, outcome.Refusal.Detail);
        }
    }

    private async Task Void(CertificateRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = row.Record.Key;
        if (await certificates.Void(key, now, CertificateAudit.Voided(key, row.Record.Request, Self, now), cancellationToken))
        {
            report.Voided(key);
        }
    }
}
