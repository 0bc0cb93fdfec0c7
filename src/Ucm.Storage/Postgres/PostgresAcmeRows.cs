using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Postgres;

/// <summary>
/// The rows of <c>acme_accounts</c> and <c>acme_orders</c> that the units of a batch write and delete: accounts first, each statement in the
/// order of the keys.
/// </summary>
internal sealed class PostgresAcmeRows
{
    private const string Account =
        "insert into acme_accounts (id, thumbprint, status, created_at, used_at, server, external_account) "
        + "select * from unnest($1, $2, $3, $4, $5, $6, $7) "
        + "on conflict (id) do update set thumbprint = excluded.thumbprint, status = excluded.status, created_at = excluded.created_at, "
        + "used_at = greatest(acme_accounts.used_at, excluded.used_at), server = excluded.server, external_account = excluded.external_account";

    private const string AccountUsed =
        "with l as materialized (select a.id, max(u.used_at) as used_at from unnest($1, $2) as u(id, used_at) "
        + "join acme_accounts a on a.id = u.id group by a.id), "
        + "k as materialized (select a.id, l.used_at from acme_accounts a join l on l.id = a.id order by a.id for update of a) "
        + "update acme_accounts a set used_at = greatest(a.used_at, k.used_at) from k where a.id = k.id";

    private const string AccountGone =
        "with l as materialized (select id from acme_accounts where id = any($1) order by id for update) delete from acme_accounts a using l where a.id = l.id";

    private const string Order =
        "insert into acme_orders (id, account_id, status, created_at, expires_at, server, profile, names, is_authorization) "
        + "select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) "
        + "on conflict (id) do update set account_id = excluded.account_id, status = excluded.status, created_at = excluded.created_at, "
        + "expires_at = excluded.expires_at, server = excluded.server, profile = excluded.profile, names = excluded.names, "
        + "is_authorization = excluded.is_authorization";

    private const string OrderGone =
        "with l as materialized (select id from acme_orders where id = any($1) order by id for update) delete from acme_orders o using l where o.id = l.id";

    // One statement cannot replace a row twice; the last is what would remain.
    private readonly SortedDictionary<string, IndexRow> accounts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, IndexRow> orders = new(StringComparer.Ordinal);

    private readonly PostgresAcmeMarks marks = new();

    /// <summary>False for a row of another table.</summary>
    public bool TryAdd(IndexRow row)
    {
        switch (row)
        {
            case AcmeAccountRow account:
                accounts[account.Id] = account;
                return true;
            case AcmeAccountGone account:
                accounts[account.Id] = account;
                return true;
            case AcmeOrderRow order:
                orders[order.Id] = order;
                return true;
            case AcmeOrderGone order:
                orders[order.Id] = order;
                return true;
            default:
                return marks.TryAdd(row);
        }
    }

    public void Finish(RoundTrip trip)
    {
        if (Pick<AcmeAccountRow>(accounts) is { Length: > 0 } made)
        {
            trip.Add(
                Account,
                made.Texts(row => row.Id),
                made.Texts(row => row.Thumbprint),
                made.Texts(row => row.Status),
                made.Numbers(row => row.CreatedAt.Microseconds()),
                made.Numbers(row => (row.UsedAt ?? row.CreatedAt).Microseconds()),
                made.Texts(row => row.Server),
                made.Texts(row => row.ExternalAccount));
        }

        var ended = Pick<AcmeOrderGone>(orders);
        if (ended.Length > 0)
            trip.Add(AccountUsed, ended.Texts(row => row.AccountId), ended.Numbers(row => row.CreatedAt.Microseconds()));

        if (Pick<AcmeAccountGone>(accounts) is { Length: > 0 } gone)
            trip.Add(AccountGone, gone.Texts(row => row.Id));

        if (Pick<AcmeOrderRow>(orders) is { Length: > 0 } written)
        {
            trip.Add(
                Order,
                written.Texts(row => row.Id),
                written.Texts(row => row.AccountId),
                written.Texts(row => row.Status),
                written.Numbers(row => row.CreatedAt.Microseconds()),
                written.Numbers(row => row.ExpiresAt.Microseconds()),
                written.Texts(row => row.Server),
                written.Texts(row => row.Profile),
                written.Texts(row => row.Names),
                written.Numbers(row => row.IsAuthorization ? 1 : 0));
        }

        if (ended.Length > 0)
            trip.Add(OrderGone, ended.Texts(row => row.Id));

        marks.Finish(trip);
    }

    private static T[] Pick<T>(SortedDictionary<string, IndexRow> rows)
        where T : IndexRow => [.. rows.Values.OfType<T>()];
}
