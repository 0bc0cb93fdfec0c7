using Ucm.Storage.Crls;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;
using static Ucm.Storage.Postgres.Columns;

namespace Ucm.Storage.Postgres;

/// <summary>One statement for each, because there are few; publishing and pruning behind the lock of <see cref="PostgresCounters"/>.</summary>
internal sealed class CrlGroup(IReadOnlyList<Slot> slots) : UnitGroup
{
    private const string InsertBuild = "insert into crl_builds (build, started_at) values ($1, $2)";

    private const string InsertPart = "insert into crl_parts (build, part, content) values ($1, $2, $3)";

    // Not only a taken number is refused but any that is not above all others: a publisher that slept must not publish into a gap (RFC 5280 §5.2.3),
    // nor one whose build was taken for abandoned meanwhile.
    private const string Insert =
        "insert into crls (authority, shard, number, kind, base_number, sequence, entries, this_update, next_update, build, size, hash, made_at, number_offset, names_delta) "
        + "select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15 "
        + "where exists (select 1 from crl_builds where build = $10) "
        + "and not exists (select 1 from crls where authority = $1 and shard = $2 and number >= $3) "
        + "and ($16 is null or not exists (select 1 from crls where authority = $1 and shard = $2 and number > $16)) returning number";

    // Two of each kind stay; a build that no row names was abandoned, by a crash or because another publisher won.
    private const string Forget =
        "delete from crl_builds where build in (select o.build from crls o where o.authority = $1 and o.shard = $2 and "
        + "(select count(*) from crls n where n.authority = o.authority and n.shard = o.shard and n.kind = o.kind and n.number > o.number) >= 2) "
        + "or (started_at < $3 and build not in (select build from crls))";

    private const string Sweep = "delete from crl_parts p where not exists (select 1 from crl_builds b where b.build = p.build)";

    public static bool Takes(StorageCommand command) => command is BeginCrlCommand or AppendCrlPartCommand or PublishCrlCommand or PruneCrlsCommand;

    /// <summary>Two publishers see each other's numbers only one after the other.</summary>
    public static bool NeedsLock(StorageCommand command) => command is PublishCrlCommand or PruneCrlsCommand;

    /// <summary>The row that no two units of a round may touch.</summary>
    public static (char Table, string Key) KeyOf(StorageCommand command) => command switch
    {
        BeginCrlCommand begin => ('b', begin.Build),
        AppendCrlPartCommand append => ('p', $"{append.Build}/{append.Part}"),
        PublishCrlCommand publish => ('l', publish.Row.Scope.ToString()),
        _ => ('l', ((PruneCrlsCommand)command).Scope.ToString()),
    };

    public override void Begin(RoundTrip trip)
    {
        foreach (var slot in slots)
        {
            switch (slot.Command)
            {
                case BeginCrlCommand begin:
                    (slot.Result, slot.Changed) = (true, true);
                    trip.Add(InsertBuild, One(begin.Build), One(begin.At.Microseconds()));
                    break;
                case AppendCrlPartCommand append:
                    (slot.Result, slot.Changed) = (true, true);
                    trip.Add(InsertPart, One(append.Build), One((long)append.Part), One(append.Content));
                    break;
                case PublishCrlCommand publish:
                    Publish(trip, slot, publish.Row);
                    break;
                case PruneCrlsCommand prune:
                    slot.Result = true;
                    trip.Add(Forget, One(prune.Scope.Authority.Value), One(prune.Scope.ShardName), One(prune.AbandonedBefore.Microseconds()));
                    trip.Add(Sweep);
                    break;
            }
        }
    }

    private static void Publish(RoundTrip trip, Slot slot, CrlRow row)
    {
        slot.Result = false;
        trip.Add(
            Insert,
            _ => (slot.Result, slot.Changed) = (true, true),
            One(row.Scope.Authority.Value),
            One(row.Scope.ShardName),
            One(row.Number),
            One((long)row.Kind),
            One(row.BaseNumber),
            One(row.Sequence),
            One(row.Entries),
            One(row.ThisUpdate.Microseconds()),
            One(row.NextUpdate.Microseconds()),
            One(row.Content.Build),
            One(row.Content.Size),
            One(row.Content.Hash.Octets()),
            One(row.MadeAt?.Microseconds()),
            One(row.OffsetText),
            One(row.NamesDelta ? 1L : 0L),
            One(row.Follows));
    }
}
