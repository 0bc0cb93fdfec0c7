using System.Collections.Immutable;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Acme;

internal sealed class AcmeIndex(IReadPool reads) : IAcmeIndex
{
    private const string Columns = "select id, account_id, status, created_at, expires_at from acme_orders where account_id = @account and expires_at > @now ";
    private const string Order = "order by created_at desc, id desc limit @take";
    private const string First = Columns + Order;
    private const string After = Columns + "and (created_at, id) < (select created_at, id from acme_orders where id = @cursor) " + Order;

    public Task<ImmutableArray<AcmeOrderRow>> ListOrders(string account, DateTimeOffset now, string? cursor, int take, CancellationToken cancellationToken) =>
        reads.Read(
            cursor is null ? First : After,
            command =>
            {
                command.Set("@account", account).Set("@now", now.Microseconds()).Set("@take", take);
                if (cursor is not null)
                    command.Set("@cursor", cursor);
            },
            static async (reader, token) => await reader.ReadAll(
                static row => new AcmeOrderRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetTime(3), row.GetTime(4)),
                token),
            cancellationToken);
}
