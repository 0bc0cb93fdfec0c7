using Ucm.Reliability.Status;

namespace Ucm.Reliability.Audit;

/// <summary>Laws 3 and 4: a receipt is followed by database, OCSP and CRL, with one time and one reason.</summary>
internal static class RevocationChecks
{
    private const long Second = 1_000_000;

    public static IEnumerable<Finding> Run(LedgerDigest ledger, DatabaseSnapshot database, Observation world) =>
        Rows(ledger, database).Concat(Sequences(ledger, database)).Concat(Journal(database)).Concat(Unasked(ledger, database))
            .Concat(World(database, world)).Concat(Crl(database, world.Crl));

    private static IEnumerable<Finding> Rows(LedgerDigest ledger, DatabaseSnapshot database)
    {
        var rows = database.Certificates.ToLookup(row => row.Serial);
        foreach (var receipt in ledger.Receipts.Values)
        {
            var row = rows[receipt.Serial].FirstOrDefault();
            if (row is not { IsRevoked: true })
                yield return new Finding(FindingKind.RevocationLost, receipt.Serial, $"Receipt {receipt.Sequence}, but {(row is null ? "no row" : $"status {row.Status}")}.");
            else if (row.Sequence != receipt.Sequence || row.RevokedAt != receipt.RevokedAt || Reasons.ToName(row.Reason ?? 0) != receipt.Reason)
                yield return new Finding(
                    FindingKind.RevocationDiffers,
                    receipt.Serial,
                    $"Receipt {receipt.Sequence} {receipt.RevokedAt} {receipt.Reason}, row {row.Sequence} {row.RevokedAt} {Reasons.ToName(row.Reason ?? 0)}.");
        }
    }

    private static IEnumerable<Finding> Sequences(LedgerDigest ledger, DatabaseSnapshot database)
    {
        var log = database.Revocations.ToLookup(row => row.Sequence);
        foreach (var twice in log.Where(rows => rows.Count() > 1))
            yield return new Finding(FindingKind.SequenceBroken, $"{twice.Key}", $"{twice.Count()} revocations with this sequence.");

        foreach (var receipts in ledger.Receipts.Values.GroupBy(receipt => receipt.Sequence).Where(receipts => receipts.Count() > 1))
            yield return new Finding(FindingKind.SequenceBroken, $"{receipts.Key}", $"Receipts of {string.Join(" and ", receipts.Select(receipt => receipt.Serial))}.");

        foreach (var receipt in ledger.Receipts.Values.Where(receipt => log[receipt.Sequence].All(row => row.Serial != receipt.Serial)))
            yield return new Finding(FindingKind.RevocationLost, receipt.Serial, $"Receipt {receipt.Sequence} is not in the log of revocations.");

        foreach (var rows in database.Revocations.GroupBy(row => (row.Authority, row.Serial)).Where(rows => rows.Count() > 1))
            yield return new Finding(FindingKind.SequenceBroken, rows.Key.Serial, $"Asked for once, recorded as {string.Join(" and ", rows.Select(row => row.Sequence))}.");
    }

    private static IEnumerable<Finding> Journal(DatabaseSnapshot database)
    {
        var audit = database.Audit.ToLookup(row => (row.Action, row.Certificate));
        var events = database.Events.ToLookup(row => (row.Action, row.Certificate));
        foreach (var id in database.Certificates.Where(row => row.IsRevoked).Select(row => row.Id))
        {
            if (audit[("certificate.revoke", id)].Count() != 1)
                yield return new Finding(FindingKind.Unrecorded, id, $"{audit[("certificate.revoke", id)].Count()} audit rows certificate.revoke.");

            if (events[("certificate.revoked", id)].Count() != 1)
                yield return new Finding(FindingKind.Unrecorded, id, $"{events[("certificate.revoked", id)].Count()} events certificate.revoked.");
        }
    }

    private static IEnumerable<Finding> Unasked(LedgerDigest ledger, DatabaseSnapshot database)
    {
        var delivered = ledger.Deliveries.Select(delivery => delivery.Serial).ToHashSet();
        return database.Certificates
            .Where(row => row.IsRevoked && delivered.Contains(row.Serial) && !ledger.RevocationsAsked.ContainsKey(row.Serial))
            .Select(row => new Finding(FindingKind.Unasked, row.Serial, "Revoked, and nobody asked for it."));
    }

    private static IEnumerable<Finding> World(DatabaseSnapshot database, Observation world)
    {
        var rows = database.Certificates.ToLookup(row => row.Serial);
        foreach (var seen in world.Status)
        {
            var row = rows[seen.Serial].FirstOrDefault();
            if (seen.Problem is not null)
                yield return new Finding(FindingKind.BadSignature, seen.Serial, $"OCSP at {seen.Door}: {seen.Problem}");
            else if (row is null)
                yield return new Finding(FindingKind.NotAudited, seen.Serial, $"OCSP at {seen.Door} was asked, but there is no row to compare with.");
            else if (row.IsRevoked && seen.Status != "revoked")
                yield return new Finding(FindingKind.RevocationLost, seen.Serial, $"Revoked, but OCSP at {seen.Door} says {seen.Status}.");
            else if (row.Status == CertificateRow.Good && seen.Status != "good")
                yield return new Finding(FindingKind.WrongStatus, seen.Serial, $"Good, but OCSP at {seen.Door} says {seen.Status}.");
            else if (row.IsRevoked && (seen.RevokedAt != row.RevokedAt / Second * Second || seen.Reason != Reasons.ToName(row.Reason ?? 0)))
                yield return new Finding(
                    FindingKind.RevocationDiffers,
                    seen.Serial,
                    $"OCSP at {seen.Door}: {seen.RevokedAt} {seen.Reason}, row: {row.RevokedAt} {Reasons.ToName(row.Reason ?? 0)}.");
        }
    }

    private static IEnumerable<Finding> Crl(DatabaseSnapshot database, ObservedCrl crl)
    {
        if (crl.Problem is not null)
        {
            yield return new Finding(FindingKind.NotAudited, "CRL", crl.Problem);
            yield break;
        }

        foreach (var row in database.Certificates.Where(row => row.Authority == "issuing"))
        {
            var entry = crl.Entries.GetValueOrDefault(row.Serial);
            if (row.IsRevoked && entry is null)
                yield return new Finding(FindingKind.RevocationLost, row.Serial, "Revoked, and not on the CRL.");
            else if (row.Status == CertificateRow.Good && entry is not null)
                yield return new Finding(FindingKind.WrongStatus, row.Serial, "Good, and on the CRL.");
            else if (row.IsRevoked && (entry!.RevokedAt != row.RevokedAt / Second * Second || entry.Reason != Reasons.ToName(row.Reason ?? 0)))
                yield return new Finding(
                    FindingKind.RevocationDiffers, row.Serial, $"CRL: {entry.RevokedAt} {entry.Reason}, row: {row.RevokedAt} {Reasons.ToName(row.Reason ?? 0)}.");
        }
    }
}
