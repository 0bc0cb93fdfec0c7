using System.Collections.Immutable;
using System.Data.Common;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Acme;

internal sealed class AcmeIndex(IReadPool reads) : IAcmeIndex
{
    private const string Columns = "select id, account_id, status, created_at, expires_at from acme_orders where account_id = @account and expires_at > @now and is_authorization = 0 ";
    private const string Order = "order by created_at desc, id desc limit @take";
    private const string First = Columns + Order;
    private const string After = Columns + "and (created_at, id) < (select created_at, id from acme_orders where id = @cursor) " + Order;

    // The list of statuses is that of the partial index.
    private const string Open =
        "select count(*) from (select 1 from acme_orders where account_id = @account and expires_at > @now "
        + "and status in ('pending', 'ready', 'processing') limit @limit) as o";

    private const string Expired =
        "select id, account_id, status, created_at, expires_at from acme_orders "
        + "where expires_at < @before and (expires_at, id) > (@time, @id) order by expires_at, id limit @take";

    private const string Accounts =
        "select id, thumbprint, status, created_at, used_at from acme_accounts a "
        + "where used_at < @before and created_at < @before and (used_at, id) > (@time, @id) ";

    private const string WithoutOrders = "and not exists (select 1 from acme_orders o where o.account_id = a.id) order by used_at, id limit @take";
    private const string Idle = Accounts + WithoutOrders;
    private const string Ended = Accounts + "and status <> 'valid' " + WithoutOrders;

    public Task<ImmutableArray<AcmeOrderRow>> ListOrders(string account, DateTimeOffset now, string? cursor, int take, CancellationToken cancellationToken) =>
        reads.Read(
            cursor is null ? First : After,
            command =>
            {
                command.Set("@account", account).Set("@now", now.Microseconds()).Set("@take", take);
                if (cursor is not null)
                    command.Set("@cursor", cursor);
            },
            static async (reader, token) => await reader.ReadAll(ReadOrder, token),
            cancellationToken);

    public Task<int> CountOpenOrders(string account, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        reads.Read(
            Open,
            command => command.Set("@account", account).Set("@now", now.Microseconds()).Set("@limit", limit),
            static async (reader, token) =>
            {
                await reader.ReadAsync(token);
                return (int)reader.GetInt64(0);
            },
            cancellationToken);

    public Task<ImmutableArray<AcmeOrderRow>> ListExpiredOrders(DateTimeOffset before, AcmeOrderRow? after, int take, CancellationToken cancellationToken) =>
        reads.Scan(
            Expired,
            command => BindPage(command, before, after?.ExpiresAt, after?.Id, take),
            static async (reader, token) => await reader.ReadAll(ReadOrder, token),
            cancellationToken);

    public Task<ImmutableArray<AcmeAccountRow>> ListIdleAccounts(
        DateTimeOffset before, bool ended, AcmeAccountRow? after, int take, CancellationToken cancellationToken) =>
        reads.Scan(
            ended ? Ended : Idle,
            command => BindPage(command, before, after?.UsedAt, after?.Id, take),
            static async (reader, token) => await reader.ReadAll(
                static row => new AcmeAccountRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetTime(3)) { UsedAt = row.GetTime(4) },
                token),
            cancellationToken);

    private static void BindPage(DbCommand command, DateTimeOffset before, DateTimeOffset? time, string? id, int take) => command
        .Set("@before", before.Microseconds())
        .Set("@time", time?.Microseconds() ?? long.MinValue)
        .Set("@id", id ?? string.Empty)
        .Set("@take", take);

    private static AcmeOrderRow ReadOrder(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetTime(3), row.GetTime(4));
}
