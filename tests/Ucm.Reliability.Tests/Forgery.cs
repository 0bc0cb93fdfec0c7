using System.Security.Cryptography;
using Ucm.Reliability.Audit;
using Ucm.Reliability.Ledger;

namespace Ucm.Reliability.Tests;

/// <summary>
/// A run in which everything is right: three certificates by REST, one by ACME, one of them revoked. Tests forge one thing in it and see what the auditor says.
/// </summary>
internal sealed class Forgery
{
    public const string Revoked = "a1";
    public const string Good = "a2";
    public const string ByAcme = "a4";
    public const long Receipt = 10_000_000;
    private const long RevokedAt = 9_123_456;
    private const long Sequence = 7;

    public Forgery()
    {
        foreach (var serial in (string[])[Revoked, Good, "a3"])
        {
            Entries.Add(new LedgerEntry { At = 1, Kind = LedgerKind.IssueAsk, Protocol = "rest", Request = Key(serial) });
            Entries.Add(Delivery(serial, Key(serial), serial));
            Rows.Add(Row(serial, $"rest:admin:{Key(serial)}", "user:admin"));
        }

        Entries.Add(new LedgerEntry { At = 1, Kind = LedgerKind.IssueAsk, Protocol = "acme", Request = "a-1", Detail = "account1" });
        Entries.Add(Delivery(ByAcme, "a-1", ByAcme) with { Protocol = "acme", Order = "order1" });
        Rows.Add(Row(ByAcme, "acme:order1", "acmeaccount:account1"));

        Entries.Add(new LedgerEntry { At = 8_000_000, Kind = LedgerKind.RevokeAsk, Serial = Revoked, Reason = "superseded" });
        Entries.Add(new LedgerEntry
        {
            At = Receipt,
            Kind = LedgerKind.RevokeAnswer,
            Serial = Revoked,
            SentAt = 8_000_000,
            Outcome = LedgerOutcome.Revoked,
            Reason = "superseded",
            Sequence = Sequence,
            RevokedAt = RevokedAt,
        });
        Rows[0] = Rows[0] with { Status = CertificateRow.Revoked, RevokedAt = RevokedAt, Reason = 4, Sequence = Sequence };
        Revocations.Add(new RevocationRow(Sequence, "issuing", Revoked, 4, RevokedAt));

        Audit.AddRange(Rows.SelectMany(row => new[] { new JournalRow("certificate.reserve", row.Id), new JournalRow("certificate.issue", row.Id) }));
        Audit.Add(new JournalRow("certificate.revoke", Rows[0].Id));
        Events.AddRange(Rows.Select(row => new JournalRow("certificate.issued", row.Id)));
        Events.Add(new JournalRow("certificate.revoked", Rows[0].Id));

        Status.AddRange(Rows.Select(row => row.IsRevoked
            ? new ObservedStatus("frontend1", row.Serial, "revoked", "superseded", 9_000_000, null)
            : new ObservedStatus("frontend1", row.Serial, "good", null, null, null)));
        Crl[Revoked] = new ObservedEntry(Revoked, "superseded", 9_000_000);
    }

    public List<LedgerEntry> Entries { get; } = [];

    public List<CertificateRow> Rows { get; } = [];

    public List<RevocationRow> Revocations { get; } = [];

    public List<JournalRow> Audit { get; } = [];

    public List<JournalRow> Events { get; } = [];

    public List<ObservedStatus> Status { get; } = [];

    public Dictionary<string, ObservedEntry> Crl { get; } = [];

    public string? CrlProblem { get; set; }

    public static string Key(string serial) => $"r1-{serial}";

    public static LedgerEntry Delivery(string serial, string request, string content) => new()
    {
        At = 2_000_000,
        Kind = LedgerKind.IssueAnswer,
        Protocol = "rest",
        Request = request,
        SentAt = 1_000_000,
        Outcome = LedgerOutcome.Issued,
        Serial = serial,
        Hash = Hash(content),
    };

    public static LedgerEntry Answer(string serial, string status, long sentAt) =>
        new() { At = sentAt + 1000, Kind = LedgerKind.StatusAnswer, Door = "frontend2", Serial = serial, SentAt = sentAt, Outcome = status, Evidence = [1, 2, 3] };

    public static CertificateRow Row(string serial, string request, string requester) =>
        new("issuing", serial, request, CertificateRow.Good, requester, System.Text.Encoding.ASCII.GetBytes(serial));

    /// <summary>Changes the row of a serial.</summary>
    public void Change(string serial, Func<CertificateRow, CertificateRow> change)
    {
        var index = Rows.FindIndex(row => row.Serial == serial);
        Rows[index] = change(Rows[index]);
    }

    /// <summary>A row with its journal, as if it had been issued.</summary>
    public void AddIssued(CertificateRow row)
    {
        Rows.Add(row);
        Audit.AddRange([new JournalRow("certificate.reserve", row.Id), new JournalRow("certificate.issue", row.Id)]);
        Events.Add(new JournalRow("certificate.issued", row.Id));
    }

    public IReadOnlyList<Finding> Compare() => Auditor.Compare(
        new LedgerDigest(Entries), new DatabaseSnapshot(Rows, Revocations, Audit, Events), new Observation(Status, new ObservedCrl(11_000_000, Crl, CrlProblem)));

    /// <summary>What was found, without repetition.</summary>
    public IEnumerable<FindingKind> Kinds() => Compare().Select(finding => finding.Kind).Distinct().Order();

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(content)));
}
