using System.Data.Common;
using System.Globalization;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Acme;

internal sealed class AcmeLists(IReadPool reads) : IAcmeLists
{
    private const string Accounts = "select id, server, status, thumbprint, external_account, created_at, used_at from acme_accounts where true ";

    private const string Orders =
        "select id, server, account_id, status, profile, names, created_at, expires_at from acme_orders where is_authorization = 0 ";

    private const string Page = "order by created_at desc, id desc limit @take";

    public async Task<AcmeAccountList> ListAccounts(AcmeListQuery query, CancellationToken cancellationToken)
    {
        (string, string, string?)[] filters =
            [("server", "@server", query.Server), ("status", "@status", query.Status), ("external_account", "@external_account", query.ExternalAccount)];
        var rows = await List(Accounts, filters, query, ReadAccount, cancellationToken);
        return new AcmeAccountList(
            [.. rows.Take(query.Take)],
            rows.Length > query.Take ? After(rows[query.Take - 1].CreatedAt, rows[query.Take - 1].Id) : null);
    }

    public async Task<AcmeOrderList> ListOrders(AcmeListQuery query, CancellationToken cancellationToken)
    {
        (string, string, string?)[] filters =
            [("server", "@server", query.Server), ("status", "@status", query.Status), ("account_id", "@account", query.Account)];
        var rows = await List(Orders, filters, query, ReadOrder, cancellationToken);
        return new AcmeOrderList([.. rows.Take(query.Take)], rows.Length > query.Take ? After(rows[query.Take - 1].CreatedAt, rows[query.Take - 1].Id) : null);
    }

    private async Task<T[]> List<T>(
        string columns,
        (string Column, string Parameter, string? Value)[] filters,
        AcmeListQuery query,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken)
    {
        var cursor = Parse(query.Cursor);
        var asked = filters.Where(static filter => filter.Value is not null).ToArray();
        var conditions = string.Concat(asked.Select(static filter => $"and {filter.Column} = {filter.Parameter} "));
        var rows = await reads.Scan(
            columns + conditions + (cursor is null ? string.Empty : "and (created_at, id) < (@time, @id) ") + Page,
            command =>
            {
                command.Set("@take", query.Take + 1);
                foreach (var (_, parameter, value) in asked)
                    command.Set(parameter, value);

                if (cursor is { } known)
                    command.Set("@time", known.Time).Set("@id", known.Id);
            },
            (reader, token) => reader.ReadAll(read, token),
            cancellationToken);
        return [.. rows];
    }

    private static string After(DateTimeOffset createdAt, string id) => $"{createdAt.Microseconds():x}.{id}";

    private static (long Time, string Id)? Parse(string? cursor)
    {
        if (cursor is null)
            return null;

        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        return dot is > 0 and <= 16 && cursor.Length <= 100
            && long.TryParse(cursor.AsSpan(0, dot), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var time)
            ? (time, cursor[(dot + 1)..])
            : throw new FormatException("Not a cursor.");
    }

    private static AcmeAccountEntry ReadAccount(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetTextOrNull(4), row.GetTime(5), row.GetTime(6));

    private static AcmeOrderEntry ReadOrder(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        [.. row.GetString(5).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        row.GetTime(6),
        row.GetTime(7));
}
