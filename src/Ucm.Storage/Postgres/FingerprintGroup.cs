using Ucm.Storage.Certificates;

namespace Ucm.Storage.Postgres;

internal sealed class FingerprintGroup(IReadOnlyList<Slot> slots) : UnitGroup
{
    // A row that somebody changes just now is left for the next pass: nobody waits for this.
    private const string Fill =
        "with l as materialized (select t.id from certificates t where t.id = any($1) and t.sha256 is null for update of t skip locked) "
        + "update certificates c set sha256 = u.sha256, sha1 = u.sha1 from unnest($1, $2, $3) as u(id, sha256, sha1) join l on l.id = u.id where c.id = l.id";

    public override void Begin(RoundTrip trip)
    {
        var rows = slots.SelectMany(static slot => ((FillFingerprintsCommand)slot.Command).Rows).ToArray();
        foreach (var slot in slots)
            slot.Result = ((FillFingerprintsCommand)slot.Command).Rows.Length;

        trip.Add(
            Fill,
            rows.Numbers(static row => row.Id),
            rows.Octets(static row => CertificateFingerprints.Sha256(row.Content)),
            rows.Octets(static row => CertificateFingerprints.Sha1(row.Content)));
    }
}
