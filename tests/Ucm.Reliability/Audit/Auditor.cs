using Ucm.Reliability.Ledger;
using Ucm.Reliability.Load;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Audit;

/// <summary>
/// 1 read the ledger · 2 wait until no issuance is half done · 3 read the database · 4 ask OCSP and CRL · 5 compare. The comparison is pure: <see cref="Compare"/>.
/// </summary>
internal sealed class Auditor(ClientSide client)
{
    /// <summary>The reconciler looks after what is older than a minute, every 15 s.</summary>
    private static readonly TimeSpan ReconcilerPatience = TimeSpan.FromSeconds(150);

    /// <summary>A server's clock may be a little behind the clients'.</summary>
    private static readonly long ClockMargin = TimeSpan.FromSeconds(30).Microseconds();

    public async Task<AuditReport> Run(string ledgerFile, CancellationToken cancellationToken)
    {
        var ledger = new LedgerDigest(LedgerFile.Read(ledgerFile));
        await using var reader = new DatabaseReader(client.Installation.Database ?? throw new UsageException("The audit reads the database: give --pg or --sqlite."));
        var since = ledger.Start - ClockMargin;
        await WaitForReconciler(reader, since, cancellationToken);
        var database = await reader.Read(since, cancellationToken);
        var world = await new Observer(client).Observe(ledger, database, cancellationToken);
        return AuditReport.Of(ledger, database, world, [.. Compare(ledger, database, world), .. SignatureChecks.Run(database, client.Chain)]);
    }

    public static IReadOnlyList<Finding> Compare(LedgerDigest ledger, DatabaseSnapshot database, Observation world) =>
        [.. IssuanceChecks.Run(ledger, database), .. RevocationChecks.Run(ledger, database, world), .. StatusChecks.Run(ledger), .. Completeness(ledger, world)];

    /// <summary>An audit of nothing finds nothing; that must not look like a clean one.</summary>
    private static IEnumerable<Finding> Completeness(LedgerDigest ledger, Observation world)
    {
        if (ledger.Deliveries.Count == 0)
            yield return new Finding(FindingKind.NotAudited, "ledger", "No certificate was delivered.");

        var asked = world.Status.Select(status => status.Serial).ToHashSet();
        foreach (var delivery in ledger.Deliveries.Where(delivery => !asked.Contains(delivery.Serial)))
            yield return new Finding(FindingKind.NotAudited, delivery.Serial, "OCSP was not asked.");
    }

    private static async Task WaitForReconciler(DatabaseReader reader, long since, CancellationToken cancellationToken)
    {
        var end = WallClock.Now + ReconcilerPatience.Microseconds();
        while (await reader.CountReserved(since, cancellationToken) > 0 && WallClock.Now < end)
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
    }
}
