using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Postgres;

internal sealed class CompleteGroup : UnitGroup
{
    // The rows are locked in the order of their keys, whatever plan is chosen: an update alone locks them in the order of its join, and two writers with the same rows then wait crosswise.
    private const string Sign =
        "with u as materialized (select * from unnest($1, $2, $3, $4, $5) as u(authority, serial, content, sha256, sha1)), "
        + "l as materialized (select t.id, u.content, u.sha256, u.sha1 from u join certificates t on t.authority = u.authority and t.serial = u.serial where t.status = 0 "
        + "order by t.authority, t.serial for update of t), "
        + "c as (update certificates t set status = 1, sha256 = l.sha256, sha1 = l.sha1 from l where t.id = l.id returning t.*, l.content), "
        + "bytes as (update certificate_bytes b set content = c.content from c where b.id = c.id) "
        + $"select {CertificateColumns.Record}, c.request_hash, c.tbs_hash from c";

    private const string Stored = CertificateColumns.SelectRow + "join unnest($1, $2) as u(authority, serial) on c.authority = u.authority and c.serial = u.serial";

    private readonly Dictionary<CertificateKey, Slot> slots;
    private readonly CompleteCommand[] commands;
    private readonly PostgresCounts counts;

    public CompleteGroup(IReadOnlyList<Slot> slots, PostgresCounts counts)
    {
        this.counts = counts;
        this.slots = slots.ToDictionary(slot => Command(slot).Key);
        commands = [.. slots.Select(Command).OrderBy(command => command.Key.ToString(), StringComparer.Ordinal)];
    }

    public override void Begin(RoundTrip trip) => trip.Add(
        Sign,
        reader =>
        {
            var record = CertificateColumns.ReadRecord(reader);
            var slot = slots[record.Key];
            slot.Result = new CertificateRow(
                record with { Der = Command(slot).Der }, reader.GetImmutable(CertificateColumns.AfterRecord), [], reader.GetImmutable(CertificateColumns.AfterRecord + 1));
            slot.Changed = true;
            counts.Completed(record);
        },
        commands.Texts(command => command.Key.Authority.Value),
        commands.Octets(command => command.Key.Serial.ToBytes()),
        commands.Octets(command => command.Der.Octets()),
        commands.Octets(command => CertificateFingerprints.Sha256(command.Der)),
        commands.Octets(command => CertificateFingerprints.Sha1(command.Der)));

    public override void Finish(RoundTrip trip)
    {
        var lost = commands.Where(command => !slots[command.Key].Changed).ToArray();
        if (lost.Length > 0)
        {
            trip.Add(
                Stored,
                reader =>
                {
                    var row = CertificateColumns.ReadRow(reader);
                    slots[row.Record.Key].Result = row;
                },
                lost.Texts(command => command.Key.Authority.Value),
                lost.Octets(command => command.Key.Serial.ToBytes()));
        }
    }

    private static CompleteCommand Command(Slot slot) => (CompleteCommand)slot.Command;
}
