using System.Data.Common;
using Ucm.Grains.Interfaces.Audit;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Audit;

internal sealed class AuditStore(IStorageWriter writer, IReadPool reads) : IAuditStore
{
    public const int MaxTake = 200;

    private const string Columns = "select id, at, actor, address, action, target, detail from audit ";
    private const string First = Columns + "order by id desc limit @take";
    private const string Next = Columns + "where id < @cursor order by id desc limit @take";

    public Task Append(CommitCompanion companion, CancellationToken cancellationToken) =>
        writer.Write(new AppendCommand { Companion = companion }, cancellationToken);

    public async Task<AuditPage> List(string? cursor, int take, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, MaxTake);
        var after = Cursor.Parse(cursor);
        var rows = await reads.Scan(
            after is null ? First : Next,
            command =>
            {
                command.Set("@take", take + 1);
                if (after is not null)
                    command.Set("@cursor", after);
            },
            (reader, token) => reader.ReadAll(ReadRow, token),
            cancellationToken);
        return new AuditPage([.. rows.Take(take)], Cursor.After(rows, take, row => row.Id));
    }

    private static AuditRecord ReadRow(DbDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetTime(1),
        reader.GetString(2),
        reader.GetTextOrNull(3),
        reader.GetString(4),
        reader.GetString(5),
        reader.GetString(6));
}
