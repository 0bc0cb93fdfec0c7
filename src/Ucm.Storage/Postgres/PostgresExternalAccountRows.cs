using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Postgres;

/// <summary>The rows of <c>acme_external_accounts</c> and <c>acme_external_bindings</c> of a batch, each statement in the order of the keys.</summary>
internal sealed class PostgresExternalAccountRows
{
    private const string Key =
        "insert into acme_external_accounts (kid, server, name, status, version, content, created_at, created_by, changed_at, changed_by, key_changed_at) "
        + "select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
        + "on conflict (kid) do update set server = excluded.server, name = excluded.name, status = excluded.status, version = excluded.version, "
        + "content = excluded.content, changed_at = excluded.changed_at, changed_by = excluded.changed_by, key_changed_at = excluded.key_changed_at";

    private const string Binding =
        "insert into acme_external_bindings (account_id, kid) select * from unnest($1, $2) on conflict (account_id) do update set kid = excluded.kid";

    private const string BindingGone =
        "with l as materialized (select account_id from acme_external_bindings where account_id = any($1) order by account_id for update) "
        + "delete from acme_external_bindings b using l where b.account_id = l.account_id";

    // One statement cannot replace a row twice; the last is what would remain. A binding without a key is one that goes.
    private readonly SortedDictionary<string, ExternalAccountRow> keys = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string?> bindings = new(StringComparer.Ordinal);

    /// <summary>False for a row that is another table's too, or another's only.</summary>
    public bool TryAdd(IndexRow row)
    {
        switch (row)
        {
            case ExternalAccountRow key:
                keys[key.Kid] = key;
                return true;
            case ExternalBindingRow binding:
                bindings[binding.AccountId] = binding.Kid;
                return true;
            case AcmeAccountGone account:
                bindings[account.Id] = null;
                return false;
            default:
                return false;
        }
    }

    public void Finish(RoundTrip trip)
    {
        if (keys.Count > 0)
            Write(trip, [.. keys.Values]);

        var made = bindings.Where(static binding => binding.Value is not null).ToArray();
        if (made.Length > 0)
            trip.Add(Binding, made.Texts(static binding => binding.Key), made.Texts(static binding => binding.Value));

        var gone = bindings.Where(static binding => binding.Value is null).ToArray();
        if (gone.Length > 0)
            trip.Add(BindingGone, gone.Texts(static binding => binding.Key));
    }

    private static void Write(RoundTrip trip, ExternalAccountRow[] rows) => trip.Add(
        Key,
        rows.Texts(static row => row.Kid),
        rows.Texts(static row => row.Server),
        rows.Texts(static row => row.Name),
        rows.Texts(static row => row.Status),
        rows.Numbers(static row => row.Version),
        rows.Texts(static row => row.Content),
        rows.Numbers(static row => row.CreatedAt.Microseconds()),
        rows.Texts(static row => row.CreatedBy),
        rows.Numbers(static row => row.ChangedAt.Microseconds()),
        rows.Texts(static row => row.ChangedBy),
        rows.Numbers(static row => row.KeyChangedAt.Microseconds()));
}
