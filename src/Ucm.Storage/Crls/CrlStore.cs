using System.Data.Common;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Crls;

internal sealed class CrlStore(IStorageWriter writer, IReadPool reads) : ICrlStore
{
    private const string LatestOfKind =
        "select authority, shard, number, kind, base_number, sequence, entries, this_update, next_update, der from crls "
        + "where authority = @authority and shard = @shard and kind = @kind order by number desc limit 1";

    private const string Last = "select coalesce(max(number), 0) from crls where authority = @authority and shard = @shard";

    public Task<CrlRow?> Latest(AuthorityId authority, string shard, CrlKind kind, CancellationToken cancellationToken) =>
        reads.Read(
            LatestOfKind,
            command => command.Set("@authority", authority.Value).Set("@shard", shard).Set("@kind", (long)kind),
            static async (reader, token) => await reader.ReadAsync(token) ? ReadRow(reader) : null,
            cancellationToken);

    public Task<long> LastNumber(AuthorityId authority, string shard, CancellationToken cancellationToken) =>
        reads.Read(
            Last,
            command => command.Set("@authority", authority.Value).Set("@shard", shard),
            static async (reader, token) =>
            {
                await reader.ReadAsync(token);
                return reader.GetInt64(0);
            },
            cancellationToken);

    public Task<bool> Publish(CrlRow row, CommitCompanion companion, CancellationToken cancellationToken) =>
        writer.Write(new PublishCrlCommand(row) { Companion = companion }, cancellationToken);

    private static CrlRow ReadRow(DbDataReader reader) => new(
        AuthorityId.Parse(reader.GetString(0)),
        reader.GetString(1),
        reader.GetInt64(2),
        (CrlKind)reader.GetInt32(3),
        reader.IsDBNull(4) ? null : reader.GetInt64(4),
        reader.GetInt64(5),
        reader.GetInt64(6),
        reader.GetTime(7),
        reader.GetTime(8),
        reader.GetImmutable(9));
}
