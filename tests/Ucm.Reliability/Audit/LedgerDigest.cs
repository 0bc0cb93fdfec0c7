using Ucm.Reliability.Ledger;
using Ucm.Reliability.Measuring;

namespace Ucm.Reliability.Audit;

/// <summary>A certificate that a client was given.</summary>
/// <param name="StoredRequest">The request id that the database must have it under (docs/architecture.md): <c>rest:admin:{key}</c> or <c>acme:{order}</c>.</param>
internal sealed record Delivery(string StoredRequest, string Serial, string Hash);

internal sealed record Receipt(string Serial, long Sequence, long RevokedAt, string Reason, long At);

internal sealed record StatusAnswer(string Door, string Serial, long SentAt, long At, string Status, byte[]? Evidence);

/// <summary>The ledger, sorted by what the audit asks of it.</summary>
internal sealed class LedgerDigest
{
    public const string VisiblePrefix = "receipt to revoked at ";
    private const string RestPrefix = "rest:admin:";

    public LedgerDigest(IEnumerable<LedgerEntry> entries)
    {
        foreach (var entry in entries)
            Take(entry);
    }

    public long Start { get; private set; } = long.MaxValue;

    public long End { get; private set; }

    public List<Delivery> Deliveries { get; } = [];

    /// <summary>The last one of each serial; a client asks for a receipt once.</summary>
    public Dictionary<string, Receipt> Receipts { get; } = [];

    /// <summary>When revocation was first asked for.</summary>
    public Dictionary<string, long> RevocationsAsked { get; } = [];

    public List<StatusAnswer> StatusAnswers { get; } = [];

    /// <summary>Requests ids of REST as stored, each that was asked.</summary>
    public HashSet<string> RestRequests { get; } = [];

    public HashSet<string> AcmeOrders { get; } = [];

    public HashSet<string> AcmeAccounts { get; } = [];

    /// <summary>Microseconds from question to answer for what was delivered, and from receipt to revoked at each frontend when no outage was on the way.</summary>
    public SortedDictionary<string, List<long>> Times { get; } = new(StringComparer.Ordinal);

    public List<LedgerEntry> Chaos { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>How often each kind of question had each outcome.</summary>
    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    private void Take(LedgerEntry entry)
    {
        Start = Math.Min(Start, entry.At);
        End = Math.Max(End, entry.At);
        if (entry.Outcome is not null && entry.Kind != LedgerKind.Chaos)
        {
            var name = $"{entry.Kind}{(entry.Protocol is null ? "" : " " + entry.Protocol)}: {entry.Outcome}";
            Counts[name] = Counts.GetValueOrDefault(name) + 1;
        }

        switch (entry.Kind)
        {
            case LedgerKind.IssueAsk:
                _ = entry.Protocol == "rest" ? RestRequests.Add(RestPrefix + entry.Request) : AcmeAccounts.Add(entry.Detail!);
                break;
            case LedgerKind.IssueAnswer:
                TakeIssue(entry);
                break;
            case LedgerKind.RevokeAsk:
                RevocationsAsked.TryAdd(entry.Serial!, entry.At);
                break;
            case LedgerKind.RevokeAnswer when entry.Outcome == LedgerOutcome.Revoked:
                Time("revocation by REST, last attempt", entry);
                Receipts[entry.Serial!] = new Receipt(entry.Serial!, entry.Sequence!.Value, entry.RevokedAt!.Value, entry.Reason!, entry.At);
                break;
            case LedgerKind.StatusAnswer:
                StatusAnswers.Add(new StatusAnswer(entry.Door!, entry.Serial!, entry.SentAt!.Value, entry.At, entry.Outcome!, entry.Evidence));
                break;
            case LedgerKind.Visible when entry.Outcome == LedgerOutcome.Revoked:
                Time($"{VisiblePrefix}{entry.Door}", entry);
                break;
            case LedgerKind.Chaos:
                Chaos.Add(entry);
                break;
            case LedgerKind.RunStart or LedgerKind.RunEnd:
                Notes.Add($"{WallClock.ToTime(entry.At):u} {entry.Detail}");
                break;
        }
    }

    private void TakeIssue(LedgerEntry entry)
    {
        if (entry.Order is not null)
            AcmeOrders.Add(entry.Order);

        if (entry.Outcome != LedgerOutcome.Issued)
            return;

        Deliveries.Add(new Delivery(entry.Order is null ? RestPrefix + entry.Request : "acme:" + entry.Order, entry.Serial!, entry.Hash!));
        if (entry.Order is null)
            Time("issuance by REST, last attempt", entry);
    }

    private void Time(string what, LedgerEntry entry)
    {
        if (!Times.TryGetValue(what, out var times))
            Times[what] = times = [];

        times.Add(entry.At - entry.SentAt!.Value);
    }
}
