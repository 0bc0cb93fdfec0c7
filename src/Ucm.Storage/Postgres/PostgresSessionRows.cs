using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Postgres;

/// <summary>The rows of <c>sessions</c> of a batch, each statement in the order of the keys.</summary>
internal sealed class PostgresSessionRows
{
    private const string Session =
        "insert into sessions (user_name, id, kind, address, methods, opened_at, expires_at, credential_version, epoch) "
        + "select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) "
        + "on conflict (id) do update set credential_version = excluded.credential_version, epoch = excluded.epoch";

    private const string Gone =
        "with l as materialized (select id from sessions where id = any($1) order by id for update) delete from sessions s using l where s.id = l.id";

    // One statement cannot replace a row twice; the last is what would remain. A session without a row is one that goes.
    private readonly SortedDictionary<string, SessionRow?> sessions = new(StringComparer.Ordinal);

    /// <summary>False for a row of another table.</summary>
    public bool TryAdd(IndexRow row)
    {
        switch (row)
        {
            case SessionRow session:
                sessions[session.Id] = session;
                return true;
            case SessionGone gone:
                sessions[gone.Id] = null;
                return true;
            default:
                return false;
        }
    }

    public void Finish(RoundTrip trip)
    {
        var opened = sessions.Values.OfType<SessionRow>().ToArray();
        if (opened.Length > 0)
            Write(trip, opened);

        var gone = sessions.Where(static session => session.Value is null).ToArray();
        if (gone.Length > 0)
            trip.Add(Gone, gone.Texts(static session => session.Key));
    }

    private static void Write(RoundTrip trip, SessionRow[] rows) => trip.Add(
        Session,
        rows.Texts(static row => row.User),
        rows.Texts(static row => row.Id),
        rows.Numbers(static row => row.Kind),
        rows.Texts(static row => row.Address),
        rows.Texts(static row => row.Methods),
        rows.Numbers(static row => row.OpenedAt.Microseconds()),
        rows.Numbers(static row => row.ExpiresAt.Microseconds()),
        rows.Numbers(static row => row.CredentialVersion),
        rows.Numbers(static row => row.Epoch));
}
