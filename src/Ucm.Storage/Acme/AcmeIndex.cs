using System.Collections.Immutable;
using System.Data.Common;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Acme;

internal sealed class AcmeIndex(IReadPool reads) : IAcmeIndex
{
    private const string Columns =
        "select id, account_id, status, created_at, expires_at from acme_orders "
        + "where account_id = @account and expires_at > @now and is_authorization = 0 ";
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

    private const string Authorizations =
        "select account_id, server, kind, identifier, order_id, position, expires_at from acme_authorizations "
        + "where account_id = @account and server = @server and expires_at > @after and identifier in ";

    private const string Replacement = "select order_id from acme_replacements where authority = @authority and serial = @serial";

    private const string ExpiredMarks =
        "select 1 where exists (select 1 from acme_authorizations where expires_at < @before) "
        + "or exists (select 1 from acme_replacements where expires_at < @before)";

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

    public async Task<ImmutableArray<AcmeAuthorizationRow>> FindAuthorizations(
        string account, string server, ImmutableArray<SubjectName> identifiers, DateTimeOffset expiresAfter, CancellationToken cancellationToken)
    {
        if (identifiers.IsEmpty)
            return [];

        var names = Enumerable.Range(0, identifiers.Length).Select(static i => $"@i{i}").ToArray();
        var rows = await reads.Read(
            $"{Authorizations}({string.Join(", ", names)})",
            command =>
            {
                command.Set("@account", account).Set("@server", server).Set("@after", expiresAfter.Microseconds());
                for (var i = 0; i < names.Length; i++)
                    command.Set(names[i], identifiers[i].Value);
            },
            static async (reader, token) => await reader.ReadAll(ReadAuthorization, token),
            cancellationToken);
        return rows.RemoveAll(row => !identifiers.Contains(row.Identifier));
    }

    public Task<string?> FindReplacement(CertificateKey replaced, CancellationToken cancellationToken) =>
        reads.Read(
            Replacement,
            command => command.SetKey(replaced),
            static async (reader, token) => await reader.ReadAsync(token) ? reader.GetString(0) : null,
            cancellationToken);

    public Task<bool> HasExpiredMarks(DateTimeOffset before, CancellationToken cancellationToken) =>
        reads.Read(
            ExpiredMarks,
            command => command.Set("@before", before.Microseconds()),
            static async (reader, token) => await reader.ReadAsync(token),
            cancellationToken);

    private static void BindPage(DbCommand command, DateTimeOffset before, DateTimeOffset? time, string? id, int take) => command
        .Set("@before", before.Microseconds())
        .Set("@time", time?.Microseconds() ?? long.MinValue)
        .Set("@id", id ?? string.Empty)
        .Set("@take", take);

    private static AcmeOrderRow ReadOrder(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetTime(3), row.GetTime(4));

    private static AcmeAuthorizationRow ReadAuthorization(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        new SubjectName((SubjectNameKind)row.GetInt32(2), row.GetString(3)),
        row.GetString(4),
        row.GetInt32(5),
        row.GetTime(6));
}
