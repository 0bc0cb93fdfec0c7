using Ucm.Storage.Keys;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Postgres;

internal sealed class KeyGroup(IReadOnlyList<Slot> slots) : UnitGroup
{
    private const string Insert =
        "insert into keys (id, purpose, algorithm, public_key, envelope, created_at) select * from unnest($1, $2, $3, $4, $5, $6) on conflict do nothing returning id";

    public override void Begin(RoundTrip trip)
    {
        foreach (var slot in slots)
            slot.Result = false;

        var rows = slots.Select(slot => ((AddKeyCommand)slot.Command).Row).OrderBy(row => row.Id, StringComparer.Ordinal).ToArray();
        trip.Add(
            Insert,
            row =>
            {
                var id = row.GetString(0);
                var slot = slots.Single(slot => ((AddKeyCommand)slot.Command).Row.Id == id);
                (slot.Result, slot.Changed) = (true, true);
            },
            rows.Texts(row => row.Id),
            rows.Texts(row => row.Purpose),
            rows.Texts(row => row.Algorithm),
            rows.Octets(row => row.PublicKey.Octets()),
            rows.Octets(row => row.Envelope.Octets()),
            rows.Numbers(row => row.CreatedAt.Microseconds()));
    }
}
