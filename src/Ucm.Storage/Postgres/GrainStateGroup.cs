using System.Data.Common;
using System.Runtime.InteropServices;
using Ucm.Storage.GrainStorage;

namespace Ucm.Storage.Postgres;

internal sealed class GrainStateGroup : UnitGroup
{
    private const string Insert =
        "insert into grain_state (key, version, state) select * from unnest($1, $2, $3) on conflict do nothing returning key";

    // As in CompleteGroup: locked in the order of the keys.
    private const string Update =
        "with l as materialized (select g.key, u.next, u.state from unnest($1, $2, $3, $4) as u(key, expected, next, state) "
        + "join grain_state g on g.key = u.key and g.version = u.expected order by g.key for update of g) "
        + "update grain_state g set version = l.next, state = l.state from l where g.key = l.key returning g.key";

    private const string Delete =
        "with l as materialized (select g.key from unnest($1, $2) as u(key, expected) join grain_state g on g.key = u.key and g.version = u.expected "
        + "order by g.key for update of g) delete from grain_state g using l where g.key = l.key returning g.key";

    private const string Stored = "select key, version from grain_state where key = any($1)";

    private readonly Dictionary<string, Slot> slots;
    private readonly WriteGrainStateCommand[] writes;
    private readonly ClearGrainStateCommand[] clears;

    public GrainStateGroup(IReadOnlyList<Slot> slots)
    {
        this.slots = slots.ToDictionary(Key, StringComparer.Ordinal);
        writes = [.. slots.Select(slot => slot.Command).OfType<WriteGrainStateCommand>().OrderBy(write => write.Key, StringComparer.Ordinal)];
        clears = [.. slots.Select(slot => slot.Command).OfType<ClearGrainStateCommand>().OrderBy(clear => clear.Key, StringComparer.Ordinal)];
    }

    public override void Begin(RoundTrip trip)
    {
        var inserts = Array.FindAll(writes, write => write.Expected is null);
        if (inserts.Length > 0)
            trip.Add(Insert, Done, inserts.Texts(write => write.Key), inserts.Numbers(write => write.Next), inserts.Octets(write => Octets(write.State)));

        var updates = Array.FindAll(writes, write => write.Expected is not null);
        if (updates.Length > 0)
        {
            trip.Add(
                Update,
                Done,
                updates.Texts(write => write.Key),
                updates.Numbers(write => write.Expected!.Value),
                updates.Numbers(write => write.Next),
                updates.Octets(write => Octets(write.State)));
        }

        var deletes = Array.FindAll(clears, clear => clear.Expected is not null);
        if (deletes.Length > 0)
            trip.Add(Delete, Done, deletes.Texts(clear => clear.Key), deletes.Numbers(clear => clear.Expected!.Value));

        // To clear what is not there is done when it is not there.
        var absent = Array.FindAll(clears, clear => clear.Expected is null);
        if (absent.Length > 0)
        {
            foreach (var clear in absent)
                Decide(clear.Key, true, null);

            trip.Add(Stored, Refused, absent.Texts(clear => clear.Key));
        }
    }

    public override void Finish(RoundTrip trip)
    {
        var lost = slots.Where(pair => !pair.Value.Changed && pair.Value.Result is null).Select(pair => pair.Key).ToArray();
        if (lost.Length == 0)
            return;

        foreach (var key in lost)
            Decide(key, false, null);

        trip.Add(Stored, Refused, lost.Texts(key => key));
    }

    private void Done(DbDataReader row) => Decide(row.GetString(0), true, null);

    private void Refused(DbDataReader row) => Decide(row.GetString(0), false, row.GetInt64(1));

    private void Decide(string key, bool done, long? stored) => (slots[key].Changed, slots[key].Result) = (done, new GrainStateVerdict(done, stored));

    private static string Key(Slot slot) => slot.Command is WriteGrainStateCommand write ? write.Key : ((ClearGrainStateCommand)slot.Command).Key;

    private static byte[] Octets(ReadOnlyMemory<byte> state) =>
        MemoryMarshal.TryGetArray(state, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : state.ToArray();
}
