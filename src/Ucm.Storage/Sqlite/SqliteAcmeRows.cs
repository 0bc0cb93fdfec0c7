using System.Data.Common;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

/// <summary>The rows that belong to ACME: accounts, orders, authorizations that may be used again, and certificates that were replaced.</summary>
internal static class SqliteAcmeRows
{
    private const string Account =
        "insert into acme_accounts (id, thumbprint, status, created_at, used_at, server, external_account) "
        + "values (@id, @thumbprint, @status, @created_at, @used_at, @server, @external_account) "
        + "on conflict (id) do update set thumbprint = excluded.thumbprint, status = excluded.status, created_at = excluded.created_at, "
        + "used_at = max(used_at, excluded.used_at), server = excluded.server, external_account = excluded.external_account";

    private const string AccountUsed = "update acme_accounts set used_at = max(used_at, @used_at) where id = @id";

    private const string AccountGone = "delete from acme_accounts where id = @id";

    private const string OrderGone = "delete from acme_orders where id = @id";

    private const string Order =
        "insert into acme_orders (id, account_id, status, created_at, expires_at, server, profile, names, is_authorization) "
        + "values (@id, @account, @status, @created_at, @expires_at, @server, @profile, @names, @is_authorization) "
        + "on conflict (id) do update set account_id = excluded.account_id, status = excluded.status, created_at = excluded.created_at, "
        + "expires_at = excluded.expires_at, server = excluded.server, profile = excluded.profile, names = excluded.names, "
        + "is_authorization = excluded.is_authorization";

    private const string Authorization =
        "insert into acme_authorizations (account_id, server, kind, identifier, order_id, position, expires_at) "
        + "values (@account, @server, @kind, @identifier, @order, @position, @expires_at) "
        + "on conflict (account_id, server, kind, identifier) do update set order_id = excluded.order_id, position = excluded.position, "
        + "expires_at = excluded.expires_at";

    private const string AuthorizationGone =
        "delete from acme_authorizations where account_id = @account and server = @server and kind = @kind and identifier = @identifier and order_id = @order";

    private const string Replacement =
        "insert into acme_replacements (authority, serial, order_id, expires_at) values (@authority, @serial, @order, @expires_at) "
        + "on conflict (authority, serial) do nothing";

    private const string ExpiredAuthorizations =
        "delete from acme_authorizations where rowid in (select rowid from acme_authorizations where expires_at < @before order by expires_at limit @most)";

    private const string ExpiredReplacements =
        "delete from acme_replacements where rowid in (select rowid from acme_replacements where expires_at < @before order by expires_at limit @most)";

    /// <summary>False for a row of another table.</summary>
    public static bool TryWrite(SqliteStatements statements, IndexRow row)
    {
        var command = row switch
        {
            AcmeAccountRow account => statements[Account]
                .Set("@id", account.Id)
                .Set("@thumbprint", account.Thumbprint)
                .Set("@status", account.Status)
                .Set("@created_at", account.CreatedAt.Microseconds())
                .Set("@used_at", (account.UsedAt ?? account.CreatedAt).Microseconds())
                .Set("@server", account.Server)
                .Set("@external_account", account.ExternalAccount),
            AcmeAccountGone account => statements[AccountGone].Set("@id", account.Id),
            AcmeOrderGone order => BindGone(statements, order),
            AcmeOrderRow order => statements[Order]
                .Set("@id", order.Id)
                .Set("@account", order.AccountId)
                .Set("@status", order.Status)
                .Set("@created_at", order.CreatedAt.Microseconds())
                .Set("@expires_at", order.ExpiresAt.Microseconds())
                .Set("@server", order.Server)
                .Set("@profile", order.Profile)
                .Set("@names", order.Names)
                .Set("@is_authorization", order.IsAuthorization ? 1L : 0L),
            AcmeAuthorizationRow authorization => statements[Authorization]
                .Set("@account", authorization.AccountId)
                .Set("@server", authorization.Server)
                .Set("@kind", (long)authorization.Identifier.Kind)
                .Set("@identifier", authorization.Identifier.Value)
                .Set("@order", authorization.OrderId)
                .Set("@position", authorization.Position)
                .Set("@expires_at", authorization.ExpiresAt.Microseconds()),
            AcmeAuthorizationGone authorization => statements[AuthorizationGone]
                .Set("@account", authorization.AccountId)
                .Set("@server", authorization.Server)
                .Set("@kind", (long)authorization.Identifier.Kind)
                .Set("@identifier", authorization.Identifier.Value)
                .Set("@order", authorization.OrderId),
            AcmeReplacementRow replacement => statements[Replacement]
                .Set("@authority", replacement.Replaced.Authority.Value)
                .Set("@serial", replacement.Replaced.Serial.ToBytes())
                .Set("@order", replacement.OrderId)
                .Set("@expires_at", replacement.ExpiresAt.Microseconds()),
            AcmeExpiredGone expired => BindExpired(statements, expired),
            _ => null,
        };
        command?.ExecuteNonQuery();
        return command is not null;
    }

    private static DbCommand BindGone(SqliteStatements statements, AcmeOrderGone order)
    {
        statements[AccountUsed].Set("@id", order.AccountId).Set("@used_at", order.CreatedAt.Microseconds()).ExecuteNonQuery();
        return statements[OrderGone].Set("@id", order.Id);
    }

    private static DbCommand BindExpired(SqliteStatements statements, AcmeExpiredGone expired)
    {
        statements[ExpiredAuthorizations].Set("@before", expired.Before.Microseconds()).Set("@most", AcmeExpiredGone.Most).ExecuteNonQuery();
        return statements[ExpiredReplacements].Set("@before", expired.Before.Microseconds()).Set("@most", AcmeExpiredGone.Most);
    }
}
