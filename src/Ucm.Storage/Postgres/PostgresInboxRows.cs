using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Inbox;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Postgres;

/// <summary>The rows of <c>inbox_requests</c> of a batch, in the order of their keys.</summary>
internal sealed class PostgresInboxRows
{
    private const string Insert =
        "insert into inbox_requests (id, requester, requester_user, authority, profile, status, subject, names, owner, note, submitted_at, expires_at, "
        + "decided_at, decided_by, reason, certificate) "
        + "select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
        + "on conflict (id) do update set status = excluded.status, decided_at = excluded.decided_at, decided_by = excluded.decided_by, "
        + "reason = excluded.reason, certificate = excluded.certificate";

    // One statement cannot replace a row twice; the last is what would remain.
    private readonly SortedDictionary<string, InboxRow> requests = new(StringComparer.Ordinal);

    /// <summary>False for a row of another table.</summary>
    public bool TryAdd(IndexRow row)
    {
        if (row is not InboxRow request)
            return false;

        requests[request.Id] = request;
        return true;
    }

    public void Finish(RoundTrip trip)
    {
        if (requests.Count == 0)
            return;

        InboxRow[] rows = [.. requests.Values];
        trip.Add(
            Insert,
            rows.Texts(static row => row.Id),
            rows.Texts(static row => row.Requester),
            rows.Texts(static row => row.User),
            rows.Texts(static row => row.Authority),
            rows.Texts(static row => row.Profile),
            rows.Numbers(static row => (long)row.Status),
            rows.Texts(static row => row.Subject),
            rows.Texts(static row => NameText.Encode(row.Names)),
            rows.Texts(static row => row.Owner),
            rows.Texts(static row => row.Note),
            rows.Numbers(static row => row.SubmittedAt.Microseconds()),
            rows.Numbers(static row => row.ExpiresAt.Microseconds()),
            rows.OptionalNumbers(static row => row.DecidedAt?.Microseconds()),
            rows.Texts(static row => row.DecidedBy),
            rows.Texts(static row => row.Reason),
            rows.Texts(static row => row.Certificate));
    }
}
