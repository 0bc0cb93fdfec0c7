using System.Collections.Immutable;
using System.Data.Common;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Revocations;

internal sealed class RevocationStore(IReadPool reads) : IRevocationStore
{
    private const string Last = "select coalesce(max(sequence), 0) from revocations";

    private const string LastOfAuthority = "select coalesce(max(sequence), @since) from revocations where sequence > @since and authority = @authority";

    private const string LastOfShard = LastOfAuthority + " and shard = @shard";

    private const string Since =
        "select authority, serial, sequence, reason, revoked_at, invalidity_date from revocations where sequence > @sequence order by sequence limit @take";

    private const string Entry = "select serial, revoked_at, revocation_reason, invalidity_date from certificates ";

    // The status list is written as in the index, which is how a planner knows that it may use it.
    private const string Listed =
        Entry + "where status in (2, 3, 4) and authority = @authority and (not_after >= @not_expired_before or revocation_sequence > @revoked_after) order by serial";

    private const string ListedOfShard =
        Entry + "where status in (2, 3, 4) and shard > 0 and authority = @authority and shard = @shard "
        + "and (not_after >= @not_expired_before or revocation_sequence > @revoked_after) order by serial";

    private const string Changed =
        Entry + "where authority = @authority and serial in (select serial from revocations where sequence > @since and authority = @authority) order by serial";

    private const string ChangedOfShard =
        Entry + "where authority = @authority and serial in (select serial from revocations where sequence > @since and authority = @authority and shard = @shard) order by serial";

    public Task<long> LastSequence(CancellationToken cancellationToken) =>
        reads.Read(
            Last,
            static _ => { },
            static async (reader, token) =>
            {
                await reader.ReadAsync(token);
                return reader.GetInt64(0);
            },
            cancellationToken);

    public Task<long> LastSequence(CrlScope scope, long since, CancellationToken cancellationToken) =>
        reads.Scan(
            scope.Shard == 0 ? LastOfAuthority : LastOfShard,
            command => SetShard(command, scope).Set("@since", since),
            static async (reader, token) =>
            {
                await reader.ReadAsync(token);
                return reader.GetInt64(0);
            },
            cancellationToken);

    public Task<ImmutableArray<RevocationEvent>> ListSince(long sequence, int take, CancellationToken cancellationToken) =>
        reads.Scan(
            Since,
            command => command.Set("@sequence", sequence).Set("@take", take),
            (reader, token) => reader.ReadAll(ReadEvent, token),
            cancellationToken);

    public IAsyncEnumerable<RevokedRow> ListRevoked(RevokedQuery query, CancellationToken cancellationToken) =>
        reads.Stream(
            query.Scope.Shard == 0 ? Listed : ListedOfShard,
            command => SetShard(command, query.Scope).Set("@not_expired_before", query.NotExpiredBefore.Microseconds()).Set("@revoked_after", query.OrRevokedAfter),
            ReadRow,
            cancellationToken);

    public IAsyncEnumerable<RevokedRow> ListChanged(CrlScope scope, long since, CancellationToken cancellationToken) =>
        reads.Stream(scope.Shard == 0 ? Changed : ChangedOfShard, command => SetShard(command, scope).Set("@since", since), ReadRow, cancellationToken);

    private static DbCommand SetShard(DbCommand command, CrlScope scope) => scope.Shard == 0
        ? command.Set("@authority", scope.Authority.Value)
        : command.Set("@authority", scope.Authority.Value).Set("@shard", (long)scope.Shard);

    private static RevocationEvent ReadEvent(DbDataReader reader) => new(
        reader.GetInt64(2),
        reader.GetKey(0),
        (RevocationReason)reader.GetInt32(3),
        reader.GetTime(4),
        reader.GetTimeOrNull(5));

    /// <summary>A certificate without a revocation is one whose hold was lifted: its entry's time is of no meaning (RFC 5280 §5.3.1) and the epoch.</summary>
    private static RevokedRow ReadRow(DbDataReader reader) => reader.IsDBNull(2)
        ? new RevokedRow(reader.GetOctets(0), DateTimeOffset.UnixEpoch, RevocationReason.RemoveFromCrl, null)
        : new RevokedRow(reader.GetOctets(0), reader.GetTime(1), (RevocationReason)reader.GetInt32(2), reader.GetTimeOrNull(3));
}
