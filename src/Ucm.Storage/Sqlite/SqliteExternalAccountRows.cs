using System.Data.Common;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

/// <summary>The rows of <c>acme_external_accounts</c> and <c>acme_external_bindings</c>.</summary>
internal static class SqliteExternalAccountRows
{
    private const string Key =
        "insert into acme_external_accounts (kid, server, name, status, version, content, created_at, created_by, changed_at, changed_by, key_changed_at) "
        + "values (@kid, @server, @name, @status, @version, @content, @created_at, @created_by, @changed_at, @changed_by, @key_changed_at) "
        + "on conflict (kid) do update set server = excluded.server, name = excluded.name, status = excluded.status, version = excluded.version, "
        + "content = excluded.content, changed_at = excluded.changed_at, changed_by = excluded.changed_by, key_changed_at = excluded.key_changed_at";

    private const string Binding =
        "insert into acme_external_bindings (account_id, kid) values (@account, @kid) on conflict (account_id) do update set kid = excluded.kid";

    private const string BindingGone = "delete from acme_external_bindings where account_id = @account";

    /// <summary>False for a row that is another table's too, or another's only.</summary>
    public static bool TryWrite(SqliteStatements statements, IndexRow row)
    {
        if (row is AcmeAccountGone account)
            statements[BindingGone].Set("@account", account.Id).ExecuteNonQuery();

        var command = row switch
        {
            ExternalAccountRow key => Bind(statements[Key], key),
            ExternalBindingRow binding => statements[Binding].Set("@account", binding.AccountId).Set("@kid", binding.Kid),
            _ => null,
        };
        command?.ExecuteNonQuery();
        return command is not null;
    }

    private static DbCommand Bind(DbCommand command, ExternalAccountRow row) => command
        .Set("@kid", row.Kid)
        .Set("@server", row.Server)
        .Set("@name", row.Name)
        .Set("@status", row.Status)
        .Set("@version", row.Version)
        .Set("@content", row.Content)
        .Set("@created_at", row.CreatedAt.Microseconds())
        .Set("@created_by", row.CreatedBy)
        .Set("@changed_at", row.ChangedAt.Microseconds())
        .Set("@changed_by", row.ChangedBy)
        .Set("@key_changed_at", row.KeyChangedAt.Microseconds());
}
