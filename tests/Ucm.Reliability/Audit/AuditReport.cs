using Ucm.Reliability.Measuring;

namespace Ucm.Reliability.Audit;

/// <summary>What was compared and what was found, as it goes into the report.</summary>
internal sealed record AuditReport(
    DateTimeOffset Start,
    double Seconds,
    IReadOnlyDictionary<string, long> Compared,
    IReadOnlyDictionary<string, long> Found,
    IReadOnlyDictionary<string, long> Outcomes,
    IReadOnlyDictionary<string, Distribution> Times,
    IReadOnlyList<string> Events,
    IReadOnlyList<string> Notes,
    IReadOnlyList<Finding> Findings)
{
    public bool IsClean => Findings.Count == 0;

    public static AuditReport Of(LedgerDigest ledger, DatabaseSnapshot database, Observation world, IReadOnlyList<Finding> findings) => new(
        WallClock.ToTime(ledger.Start),
        (ledger.End - ledger.Start) / 1e6,
        new Dictionary<string, long>
        {
            ["certificates delivered to clients"] = ledger.Deliveries.Select(delivery => delivery.Serial).Distinct().Count(),
            ["rows of certificates"] = database.Certificates.Count,
            ["signatures of certificates verified"] = database.Certificates.Count(row => row is { Authority: "issuing", IsIssued: true }),
            ["revocation receipts"] = ledger.Receipts.Count,
            ["rows of revocations"] = database.Revocations.Count,
            ["OCSP answers during the run"] = ledger.StatusAnswers.Count,
            ["OCSP answers after the run, signatures verified"] = world.Status.Count,
            ["entries of the CRL"] = world.Crl.Entries.Count,
            ["audit rows of certificates"] = database.Audit.Count,
            ["events of certificates"] = database.Events.Count,
        },
        Enum.GetValues<FindingKind>().ToDictionary(kind => kind.ToString(), kind => findings.LongCount(finding => finding.Kind == kind)),
        ledger.Counts,
        ledger.Times.ToDictionary(pair => pair.Key, pair => Distribution.Of(pair.Value)),
        [.. ledger.Chaos.Select(entry => $"{WallClock.ToTime(entry.At):HH:mm:ss.f} {entry.Detail?.Split('\n')[0]}")],
        ledger.Notes,
        findings);
}
