using System.Security.Cryptography;

namespace Ucm.Reliability.Audit;

/// <summary>Laws 1, 2 and 5 as an outsider can see them: nothing lost, nothing twice, nothing unrecorded.</summary>
internal static class IssuanceChecks
{
    public static IEnumerable<Finding> Run(LedgerDigest ledger, DatabaseSnapshot database) =>
        Lost(ledger, database).Concat(Twice(ledger, database)).Concat(Journal(database)).Concat(Unasked(ledger, database)).Concat(Unfinished(database));

    private static IEnumerable<Finding> Lost(LedgerDigest ledger, DatabaseSnapshot database)
    {
        var rows = database.Certificates.ToLookup(row => row.Serial);
        foreach (var delivery in ledger.Deliveries.Distinct())
        {
            var row = rows[delivery.Serial].FirstOrDefault();
            if (row is not { IsIssued: true })
                yield return new Finding(FindingKind.Lost, delivery.Serial, $"{delivery.StoredRequest}: delivered, but {(row is null ? "has no row" : $"its row has status {row.Status}")}.");
            else if (Convert.ToHexStringLower(SHA256.HashData(row.Content)) != delivery.Hash)
                yield return new Finding(FindingKind.Unrecorded, delivery.Serial, $"{delivery.StoredRequest}: the stored bytes are not the delivered ones.");
            else if (row.Request != delivery.StoredRequest)
                yield return new Finding(FindingKind.Unrecorded, delivery.Serial, $"Delivered for {delivery.StoredRequest}, stored for {row.Request}.");
        }
    }

    private static IEnumerable<Finding> Twice(LedgerDigest ledger, DatabaseSnapshot database)
    {
        foreach (var answers in ledger.Deliveries.GroupBy(delivery => delivery.StoredRequest))
        {
            var different = answers.Select(delivery => (delivery.Serial, delivery.Hash)).Distinct().ToList();
            if (different.Count > 1)
                yield return new Finding(FindingKind.IssuedTwice, answers.Key, $"Delivered as {string.Join(" and ", different.Select(one => one.Serial))}.");
        }

        foreach (var rows in database.Certificates.GroupBy(row => row.Request).Where(rows => rows.Count() > 1))
            yield return new Finding(FindingKind.IssuedTwice, rows.Key, $"{rows.Count()} rows: {string.Join(", ", rows.Select(row => row.Serial))}.");

        foreach (var rows in database.Certificates.GroupBy(row => row.Id).Where(rows => rows.Count() > 1))
            yield return new Finding(FindingKind.IssuedTwice, rows.Key, $"The serial has {rows.Count()} rows.");
    }

    /// <summary>Every change has its audit row and its event, once.</summary>
    private static IEnumerable<Finding> Journal(DatabaseSnapshot database)
    {
        var audit = database.Audit.ToLookup(row => (row.Action, row.Certificate));
        var events = database.Events.ToLookup(row => (row.Action, row.Certificate));
        foreach (var row in database.Certificates)
        {
            string[] audited = row.Status switch
            {
                _ when row.IsImported => ["certificate.import"],
                CertificateRow.Reserved => ["certificate.reserve"],
                CertificateRow.Voided => ["certificate.reserve", "certificate.void"],
                _ => ["certificate.reserve", "certificate.issue"],
            };
            foreach (var action in audited.Where(action => audit[(action, row.Id)].Count() != 1))
                yield return new Finding(FindingKind.Unrecorded, row.Serial, $"{row.Request}: {audit[(action, row.Id)].Count()} audit rows {action}.");

            var kind = row.IsImported ? "certificate.imported" : "certificate.issued";
            if (row.IsIssued && events[(kind, row.Id)].Count() != 1)
                yield return new Finding(FindingKind.Unrecorded, row.Serial, $"{row.Request}: {events[(kind, row.Id)].Count()} events {kind}.");
        }
    }

    /// <summary>Who took part in the run is known by name; what stands under such a name must have been asked for.</summary>
    private static IEnumerable<Finding> Unasked(LedgerDigest ledger, DatabaseSnapshot database)
    {
        var runs = ledger.RestRequests.Select(request => request[..(request.LastIndexOf('-') + 1)]).ToHashSet();
        foreach (var row in database.Certificates.Where(row => row.IsIssued))
        {
            var ofThisRun = runs.Contains(row.Request[..(row.Request.LastIndexOf('-') + 1)]) && row.Request.StartsWith("rest:", StringComparison.Ordinal);
            if (ofThisRun && !ledger.RestRequests.Contains(row.Request))
                yield return new Finding(FindingKind.Unasked, row.Serial, $"Nobody asked for {row.Request}.");

            var ofOurAccount = row.Requester.Split(':') is ["acmeaccount", var account] && ledger.AcmeAccounts.Contains(account);
            if (ofOurAccount && !ledger.AcmeOrders.Contains(row.Request["acme:".Length..]))
                yield return new Finding(FindingKind.Unasked, row.Serial, $"Nobody finalized {row.Request}.");
        }
    }

    private static IEnumerable<Finding> Unfinished(DatabaseSnapshot database) => database.Certificates
        .Where(row => row.Status == CertificateRow.Reserved)
        .Select(row => new Finding(FindingKind.Unfinished, row.Serial, $"{row.Request} is reserved and was neither finished nor voided."));
}
