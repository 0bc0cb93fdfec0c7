using Ucm.Storage.Commits;
using Ucm.Storage.Reading;
using static Ucm.Storage.Postgres.Columns;

namespace Ucm.Storage.Postgres;

/// <summary>
/// The rows of <c>acme_authorizations</c> and <c>acme_replacements</c> that the units of a batch write and delete, each statement in the order of the keys.
/// </summary>
internal sealed class PostgresAcmeMarks
{
    private const string AuthorizationGone =
        "with l as materialized (select a.ctid from acme_authorizations a join unnest($1, $2, $3, $4, $5) as g(account_id, server, kind, identifier, order_id) "
        + "using (account_id, server, kind, identifier, order_id) order by a.account_id, a.server, a.kind, a.identifier for update of a) "
        + "delete from acme_authorizations a using l where a.ctid = l.ctid";

    private const string Authorization =
        "insert into acme_authorizations (account_id, server, kind, identifier, order_id, position, expires_at) "
        + "select * from unnest($1, $2, $3, $4, $5, $6, $7) "
        + "on conflict (account_id, server, kind, identifier) do update set order_id = excluded.order_id, position = excluded.position, "
        + "expires_at = excluded.expires_at";

    private const string Replacement =
        "insert into acme_replacements (authority, serial, order_id, expires_at) select * from unnest($1, $2, $3, $4) "
        + "on conflict (authority, serial) do nothing";

    // Other silos may be at the same rows: each takes those that are free.
    private const string ExpiredAuthorizations =
        "delete from acme_authorizations where ctid = any(array(select ctid from acme_authorizations where expires_at < $1 order by expires_at limit $2 "
        + "for update skip locked))";

    private const string ExpiredReplacements =
        "delete from acme_replacements where ctid = any(array(select ctid from acme_replacements where expires_at < $1 order by expires_at limit $2 "
        + "for update skip locked))";

    // One statement cannot replace a row twice; the last is what would remain.
    private readonly SortedDictionary<string, AcmeAuthorizationRow> authorizations = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, AcmeAuthorizationGone> gone = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, AcmeReplacementRow> replacements = new(StringComparer.Ordinal);
    private AcmeExpiredGone? expired;

    /// <summary>False for a row of another table.</summary>
    public bool TryAdd(IndexRow row)
    {
        switch (row)
        {
            case AcmeAuthorizationRow one:
                authorizations[$"{one.AccountId}/{one.Server}/{one.Identifier}"] = one;
                return true;
            case AcmeAuthorizationGone one:
                gone[$"{one.AccountId}/{one.Server}/{one.Identifier}/{one.OrderId}"] = one;
                return true;
            case AcmeReplacementRow one:
                replacements.TryAdd(one.Replaced.ToString(), one);
                return true;
            case AcmeExpiredGone one:
                expired = one;
                return true;
            default:
                return false;
        }
    }

    public void Finish(RoundTrip trip)
    {
        if (gone.Count > 0)
        {
            AcmeAuthorizationGone[] rows = [.. gone.Values];
            trip.Add(
                AuthorizationGone,
                rows.Texts(row => row.AccountId),
                rows.Texts(row => row.Server),
                rows.Numbers(row => (long)row.Identifier.Kind),
                rows.Texts(row => row.Identifier.Value),
                rows.Texts(row => row.OrderId));
        }

        if (authorizations.Count > 0)
        {
            AcmeAuthorizationRow[] rows = [.. authorizations.Values];
            trip.Add(
                Authorization,
                rows.Texts(row => row.AccountId),
                rows.Texts(row => row.Server),
                rows.Numbers(row => (long)row.Identifier.Kind),
                rows.Texts(row => row.Identifier.Value),
                rows.Texts(row => row.OrderId),
                rows.Numbers(row => row.Position),
                rows.Numbers(row => row.ExpiresAt.Microseconds()));
        }

        if (replacements.Count > 0)
        {
            AcmeReplacementRow[] rows = [.. replacements.Values];
            trip.Add(
                Replacement,
                rows.Texts(row => row.Replaced.Authority.Value),
                rows.Octets(row => row.Replaced.Serial.ToBytes()),
                rows.Texts(row => row.OrderId),
                rows.Numbers(row => row.ExpiresAt.Microseconds()));
        }

        if (expired is not null)
        {
            trip.Add(ExpiredAuthorizations, One(expired.Before.Microseconds()), One((long)AcmeExpiredGone.Most));
            trip.Add(ExpiredReplacements, One(expired.Before.Microseconds()), One((long)AcmeExpiredGone.Most));
        }
    }
}
