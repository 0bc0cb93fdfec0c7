using Microsoft.Extensions.Logging;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>
/// Finishes or voids issuances that were cut off between reserving and storing, so that every reserved serial comes to an end. Runs on every silo at once:
/// completing and voiding are compare-and-set in the database, so one of them wins.
/// </summary>
internal sealed partial class Reconciler(
    ICertificateStore certificates,
    AuthoritySnapshots snapshots,
    IssuanceSteps steps,
    IGrainFactory grains,
    TimeProvider clock,
    ILogger<Reconciler> log)
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
        var now = clock.GetUtcNow();
        foreach (var row in await certificates.ListReserved(now - FinishAfter, Batch, cancellationToken))
        {
            if (now - row.Record.CreatedAt >= VoidAfter)
            {
                await Void(row, now, cancellationToken);
            }
            else
            {
                await Finish(row, cancellationToken);
            }
        }
    }

    /// <summary>An authority that is not online may come back within the hour; its intent waits.</summary>
    private async Task Finish(CertificateRow row, CancellationToken cancellationToken)
    {
        var key = row.Record.Key;
        var issuer = await snapshots.Confirm(key.Authority, cancellationToken);
        if (!issuer.Succeeded || issuer.Value.Snapshot?.Status != AuthorityStatus.Online)
        {
            return;
        }

        var outcome = await steps.Finish(row, issuer.Value, grains.Signer(key.Authority).Sign, Self, cancellationToken);
        if (outcome.Succeeded)
        {
            LogFinished(key);
        }
        else
        {
            LogRefused(key, outcome.Refusal.Detail);
        }
    }

    private async Task Void(CertificateRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = row.Record.Key;
        if (await certificates.Void(key, now, CertificateAudit.Voided(key, row.Record.Request, Self, now), cancellationToken))
        {
            LogVoided(key);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Finished the interrupted issuance of {Certificate}.")]
    private partial void LogFinished(CertificateKey certificate);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The interrupted issuance of {Certificate} could not be finished: {Reason}")]
    private partial void LogRefused(CertificateKey certificate, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gave up the interrupted issuance of {Certificate}; its serial is never used again.")]
    private partial void LogVoided(CertificateKey certificate);
}
