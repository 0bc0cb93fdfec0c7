using System.Data.Common;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

/// <summary>Audit rows, events and read models, inside the unit of the change they belong to (law 5).</summary>
internal static class SqliteCompanionWrites
{
    private const string Audit = "insert into audit (at, actor, address, action, target, detail) values (@at, @actor, @address, @action, @target, @detail)";

    private const string Outbox = "insert into outbox (at, kind, payload) values (@at, @kind, @payload)";

    private const string Account =
        "insert into acme_accounts (id, thumbprint, status, created_at) values (@id, @thumbprint, @status, @created_at) "
        + "on conflict (id) do update set thumbprint = excluded.thumbprint, status = excluded.status, created_at = excluded.created_at";

    private const string Order =
        "insert into acme_orders (id, account_id, status, created_at, expires_at) values (@id, @account, @status, @created_at, @expires_at) "
        + "on conflict (id) do update set account_id = excluded.account_id, status = excluded.status, created_at = excluded.created_at, "
        + "expires_at = excluded.expires_at";

    private const string Authority =
        "insert into authorities (id, name, status, certificate, chain, key_id, key_algorithm, issuer, not_before, not_after, crl_lifetime, crl_overlap, "
        + "crl_minimum_interval, crl_delta_interval, crl_shards, crl_shards_served, ocsp_extended_revoke, ocsp_archive_cutoff, crl_number_floor, version, change) select @id, @name, @status, @certificate, @chain, @key_id, @key_algorithm, @issuer, @not_before, @not_after, "
        + "@crl_lifetime, @crl_overlap, @crl_minimum_interval, @crl_delta_interval, @crl_shards, @crl_shards_served, @ocsp_extended_revoke, @ocsp_archive_cutoff, @crl_number_floor, @version, coalesce(max(change), 0) + 1 from authorities where true "
        + "on conflict (id) do update set name = excluded.name, status = excluded.status, certificate = excluded.certificate, chain = excluded.chain, "
        + "key_id = excluded.key_id, key_algorithm = excluded.key_algorithm, issuer = excluded.issuer, not_before = excluded.not_before, "
        + "not_after = excluded.not_after, crl_lifetime = excluded.crl_lifetime, crl_overlap = excluded.crl_overlap, "
        + "crl_minimum_interval = excluded.crl_minimum_interval, crl_delta_interval = excluded.crl_delta_interval, crl_shards = excluded.crl_shards, "
        + "crl_shards_served = excluded.crl_shards_served, ocsp_extended_revoke = excluded.ocsp_extended_revoke, ocsp_archive_cutoff = excluded.ocsp_archive_cutoff, "
        + "crl_number_floor = excluded.crl_number_floor, "
        + "version = excluded.version, change = excluded.change";

    public static void Write(SqliteStatements statements, CommitCompanion companion)
    {
        foreach (var entry in companion.Audit)
            Write(statements, entry);

        foreach (var outgoing in companion.Events)
            statements[Outbox].Set("@at", outgoing.At.Microseconds()).Set("@kind", outgoing.Kind).Set("@payload", outgoing.Payload).ExecuteNonQuery();

        foreach (var row in companion.Index)
            Write(statements, row);
    }

    private static void Write(SqliteStatements statements, AuditEntry entry) => statements[Audit]
        .Set("@at", entry.At.Microseconds())
        .Set("@actor", entry.Actor)
        .Set("@address", entry.Address)
        .Set("@action", entry.Action)
        .Set("@target", entry.Target)
        .Set("@detail", entry.Detail)
        .ExecuteNonQuery();

    private static void Write(SqliteStatements statements, IndexRow row)
    {
        var command = row switch
        {
            AuthorityRow authority => BindAuthority(statements, authority.Snapshot),
            AcmeAccountRow account => statements[Account]
                .Set("@id", account.Id)
                .Set("@thumbprint", account.Thumbprint)
                .Set("@status", account.Status)
                .Set("@created_at", account.CreatedAt.Microseconds()),
            AcmeOrderRow order => statements[Order]
                .Set("@id", order.Id)
                .Set("@account", order.AccountId)
                .Set("@status", order.Status)
                .Set("@created_at", order.CreatedAt.Microseconds())
                .Set("@expires_at", order.ExpiresAt.Microseconds()),
            _ => throw new NotSupportedException($"{row.GetType().Name} has no table."),
        };
        command.ExecuteNonQuery();
    }

    private static DbCommand BindAuthority(SqliteStatements statements, AuthoritySnapshot snapshot) =>
        statements[Authority]
            .Set("@id", snapshot.Id.Value)
            .Set("@name", snapshot.Name)
            .Set("@status", (long)snapshot.Status)
            .Set("@certificate", snapshot.Certificate.Octets())
            .Set("@chain", snapshot.Chain.SelectMany(certificate => certificate).ToArray())
            .Set("@key_id", snapshot.KeyId)
            .Set("@key_algorithm", snapshot.KeyAlgorithm)
            .Set("@issuer", snapshot.Issuer?.Value)
            .Set("@not_before", snapshot.NotBefore.Microseconds())
            .Set("@not_after", snapshot.NotAfter.Microseconds())
            .Set("@crl_lifetime", snapshot.Crl.Lifetime.Microseconds())
            .Set("@crl_overlap", snapshot.Crl.Overlap.Microseconds())
            .Set("@crl_minimum_interval", snapshot.Crl.MinimumInterval.Microseconds())
            .Set("@crl_delta_interval", snapshot.Crl.DeltaInterval?.Microseconds())
            .Set("@crl_shards", (long)snapshot.Crl.Shards)
            .Set("@crl_shards_served", (long)snapshot.Crl.ShardsServed)
            .Set("@ocsp_extended_revoke", snapshot.Ocsp?.ExtendedRevoke is { } extended ? (extended ? 1L : 0L) : null)
            .Set("@ocsp_archive_cutoff", snapshot.Ocsp?.ArchiveCutoff?.Microseconds())
            .Set("@crl_number_floor", snapshot.Crl.NumberFloor)
            .Set("@version", snapshot.Version);
}
