using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Numerics;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Crls;

internal sealed class CrlStore(IStorageWriter writer, IReadPool reads) : ICrlStore
{
    private const string LatestOfKind =
        "select authority, shard, number, kind, base_number, sequence, entries, this_update, next_update, build, size, hash, made_at, number_offset, names_delta from crls "
        + "where authority = @authority and shard = @shard and kind = @kind order by number desc limit 1";

    private const string Last = "select coalesce(max(number), 0) from crls where authority = @authority and shard = @shard";

    private const string LastTime = "select this_update from crls where authority = @authority and shard = @shard order by number desc limit 1";

    private const string Part = "select content from crl_parts where build = @build and part = @part";

    private const string Build = "select build from crls where authority = @authority and shard = @shard and number = @number";

    public Task<CrlRow?> Latest(CrlScope scope, CrlKind kind, CancellationToken cancellationToken) =>
        reads.Read(
            LatestOfKind,
            command => command.SetScope(scope).Set("@kind", (long)kind),
            static async (reader, token) => await reader.ReadAsync(token) ? ReadRow(reader) : null,
            cancellationToken);

    public Task<long> LastNumber(CrlScope scope, CancellationToken cancellationToken) =>
        reads.Read(
            Last,
            command => command.SetScope(scope),
            static async (reader, token) =>
            {
                await reader.ReadAsync(token);
                return reader.GetInt64(0);
            },
            cancellationToken);

    public Task<DateTimeOffset?> LastThisUpdate(CrlScope scope, CancellationToken cancellationToken) =>
        reads.Read<DateTimeOffset?>(
            LastTime,
            command => command.SetScope(scope),
            static async (reader, token) => await reader.ReadAsync(token) ? reader.GetTime(0) : null,
            cancellationToken);

    public Task Begin(string build, DateTimeOffset at, CancellationToken cancellationToken) => writer.Write(new BeginCrlCommand(build, at), cancellationToken);

    public Task Append(string build, int part, byte[] content, CancellationToken cancellationToken) =>
        writer.Write(new AppendCrlPartCommand(build, part, content), cancellationToken);

    public Task<bool> Publish(CrlRow row, CommitCompanion companion, CancellationToken cancellationToken) =>
        writer.Write(new PublishCrlCommand(row) { Companion = companion }, cancellationToken);

    public Task<ImmutableArray<byte>?> ReadPart(string build, int part, CancellationToken cancellationToken) =>
        reads.Read<ImmutableArray<byte>?>(
            Part,
            command => command.Set("@build", build).Set("@part", (long)part),
            static async (reader, token) => await reader.ReadAsync(token) ? reader.GetImmutable(0) : null,
            cancellationToken);

    public Task<string?> FindBuild(CrlScope scope, long number, CancellationToken cancellationToken) =>
        reads.Read(
            Build,
            command => command.SetScope(scope).Set("@number", number),
            static async (reader, token) => await reader.ReadAsync(token) ? reader.GetString(0) : null,
            cancellationToken);

    public Task Prune(CrlScope scope, DateTimeOffset abandonedBefore, CancellationToken cancellationToken) =>
        writer.Write(new PruneCrlsCommand(scope, abandonedBefore), cancellationToken);

    private static CrlRow ReadRow(DbDataReader reader) => new(
        new CrlScope(AuthorityId.Parse(reader.GetString(0)), reader.GetString(1) is { Length: > 0 } shard ? int.Parse(shard, null) : 0),
        reader.GetInt64(2),
        (CrlKind)reader.GetInt32(3),
        reader.IsDBNull(4) ? null : reader.GetInt64(4),
        reader.GetInt64(5),
        reader.GetInt64(6),
        reader.GetTime(7),
        reader.GetTime(8),
        new CrlContent(reader.GetString(9), reader.GetInt64(10), reader.GetImmutable(11)))
    {
        MadeAt = reader.GetTimeOrNull(12),
        NumberOffset = reader.GetTextOrNull(13) is { } offset ? BigInteger.Parse(offset, NumberStyles.None, CultureInfo.InvariantCulture) : BigInteger.Zero,
        NamesDelta = reader.GetInt32(14) != 0,
    };
}

internal static class CrlColumns
{
    public static DbCommand SetScope(this DbCommand command, CrlScope scope) => command.Set("@authority", scope.Authority.Value).Set("@shard", scope.ShardName);
}
