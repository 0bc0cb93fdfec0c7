using System.Data.Common;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Storage.Authorities;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

/// <summary>Audit rows, events and read models, inside the unit of the change they belong to (law 5).</summary>
internal static class SqliteCompanionWrites
{
    private const string Audit = "insert into audit (at, actor, address, action, target, detail) values (@at, @actor, @address, @action, @target, @detail)";

    private const string Outbox = "insert into outbox (at, kind, payload) values (@at, @kind, @payload)";

    private const string Authority =
        "insert into authorities (id, name, status, certificate, chain, key_id, key_algorithm, issuer, not_before, not_after, settings, version, change) "
        + "select @id, @name, @status, @certificate, @chain, @key_id, @key_algorithm, @issuer, @not_before, @not_after, @settings, @version, "
        + "coalesce(max(change), 0) + 1 from authorities where true "
        + "on conflict (id) do update set name = excluded.name, status = excluded.status, certificate = excluded.certificate, chain = excluded.chain, "
        + "key_id = excluded.key_id, key_algorithm = excluded.key_algorithm, issuer = excluded.issuer, not_before = excluded.not_before, "
        + "not_after = excluded.not_after, settings = excluded.settings, version = excluded.version, change = excluded.change";

    private const string Object =
        "insert into objects (kind, name, version, status, content, changed_at, changed_by, change) "
        + "select @kind, @name, @version, @status, @content, @changed_at, @changed_by, coalesce(max(change), 0) + 1 from objects where true "
        + "on conflict (kind, name) do update set version = excluded.version, status = excluded.status, content = excluded.content, "
        + "changed_at = excluded.changed_at, changed_by = excluded.changed_by, change = excluded.change";

    private const string ObjectVersion =
        "insert into object_versions (kind, name, version, status, content, changed_at, changed_by, comment) "
        + "values (@kind, @name, @version, @status, @content, @changed_at, @changed_by, @comment)";

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
        if (row is ObjectRow changed)
        {
            BindObject(statements[Object], changed).ExecuteNonQuery();
            BindObject(statements[ObjectVersion], changed).Set("@comment", changed.Comment).ExecuteNonQuery();
            return;
        }

        if (SqliteSessionRows.TryWrite(statements, row) || SqliteInboxRows.TryWrite(statements, row) || SqliteJobRows.TryWrite(statements, row)
            || SqliteExternalAccountRows.TryWrite(statements, row) || SqliteAcmeRows.TryWrite(statements, row))
            return;

        var command = row switch
        {
            AuthorityRow authority => BindAuthority(statements, authority.Snapshot),
            _ => throw new NotSupportedException($"{row.GetType().Name} has no table."),
        };
        command.ExecuteNonQuery();
    }

    private static DbCommand BindObject(DbCommand command, ObjectRow row) => command
        .Set("@kind", row.Key.Kind)
        .Set("@name", row.Key.Name)
        .Set("@version", row.Version)
        .Set("@status", (long)row.Status)
        .Set("@content", row.Content)
        .Set("@changed_at", row.ChangedAt.Microseconds())
        .Set("@changed_by", row.ChangedBy);

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
            .Set("@settings", AuthoritySettings.Write(snapshot))
            .Set("@version", snapshot.Version);
}
