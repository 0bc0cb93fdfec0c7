using System.Collections.Immutable;
using System.Data.Common;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Revocations;

internal sealed class RevocationStore(IReadPool reads) : IRevocationStore
{
    private const string Last = "select coalesce(max(sequence), 0) from revocations";

    private const string Since =
        "select authority, serial, sequence, reason, revoked_at, invalidity_date from revocations where sequence > @sequence order by sequence limit @take";

    // The status list is written as in the index, which is how a planner knows that it may use it.
    private const string Listed =
        "select serial, revoked_at, revocation_reason, invalidity_date, revocation_sequence, not_after from certificates "
        + "where status in (2, 3, 4) and authority = @authority and not_after >= @not_expired_before order by serial";

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

    public Task<ImmutableArray<RevocationEvent>> ListSince(long sequence, int take, CancellationToken cancellationToken) =>
        reads.Scan(
            Since,
            command => command.Set("@sequence", sequence).Set("@take", take),
            (reader, token) => reader.ReadAll(ReadEvent, token),
            cancellationToken);

    public IAsyncEnumerable<RevokedRow> ListRevoked(AuthorityId authority, DateTimeOffset notExpiredBefore, CancellationToken cancellationToken) =>
        reads.Stream(
            Listed,
            command => command.Set("@authority", authority.Value).Set("@not_expired_before", notExpiredBefore.Microseconds()),
            ReadRow,
            cancellationToken);

    private static RevocationEvent ReadEvent(DbDataReader reader) => new(
        reader.GetInt64(2),
        reader.GetKey(0),
        (RevocationReason)reader.GetInt32(3),
        reader.GetTime(4),
        reader.GetTimeOrNull(5));

    private static RevokedRow ReadRow(DbDataReader reader) => new(
        SerialNumber.FromBytes(reader.GetOctets(0)),
        reader.GetTime(1),
        (RevocationReason)reader.GetInt32(2),
        reader.GetTimeOrNull(3),
        reader.GetInt64(4),
        reader.GetTime(5));
}
