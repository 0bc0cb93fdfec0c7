using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;

namespace Ucm.Storage.Postgres;

internal sealed class AnnotationGroup : UnitGroup
{
    // Locked in the order of their keys, as CompleteGroup does.
    private const string Update =
        "with u as materialized (select * from unnest($1, $2, $3, $4, $5, $6) as u(authority, serial, labels, owner, notes, version)), "
        + "l as materialized (select t.id, u.labels, u.owner, u.notes, u.version from u join certificates t on t.authority = u.authority and t.serial = u.serial "
        + "where t.annotations_version = u.version order by t.authority, t.serial for update of t) "
        + "update certificates c set labels = l.labels, owner = l.owner, notes = l.notes, annotations_version = l.version + 1 "
        + "from l where c.id = l.id returning c.authority, c.serial, c.id";

    private const string RemoveLabels = "delete from certificate_labels where certificate = any($1)";

    private const string AddLabels = "insert into certificate_labels (certificate, name, value) select * from unnest($1, $2, $3)";

    private readonly Dictionary<CertificateKey, Slot> slots;
    private readonly AnnotateCertificateCommand[] commands;
    private readonly List<(long Id, CertificateAnnotations Annotations)> changed = [];

    public AnnotationGroup(IReadOnlyList<Slot> slots)
    {
        this.slots = slots.ToDictionary(static slot => Command(slot).Key);
        commands = [.. slots.Select(Command).OrderBy(static command => command.Key.ToString(), StringComparer.Ordinal)];
        foreach (var slot in slots)
            slot.Result = false;
    }

    public override void Begin(RoundTrip trip) => trip.Add(
        Update,
        row =>
        {
            var slot = slots[row.GetKey(0)];
            (slot.Result, slot.Changed) = (true, true);
            changed.Add((row.GetInt64(2), Command(slot).Annotations));
        },
        commands.Texts(static command => command.Key.Authority.Value),
        commands.Octets(static command => command.Key.Serial.ToBytes()),
        commands.Texts(static command => LabelText.Encode(command.Annotations.Labels)),
        commands.Texts(static command => command.Annotations.Owner),
        commands.Texts(static command => command.Annotations.Notes),
        commands.Numbers(static command => command.Annotations.Version));

    public override void Finish(RoundTrip trip)
    {
        if (changed.Count == 0)
            return;

        trip.Add(RemoveLabels, changed.Numbers(static row => row.Id));
        var labels = changed.SelectMany(static row => row.Annotations.Labels.Select(label => (row.Id, Label: label))).ToArray();
        if (labels.Length > 0)
        {
            trip.Add(
                AddLabels,
                labels.Numbers(static row => row.Id),
                labels.Texts(static row => row.Label.Name),
                labels.Texts(static row => row.Label.Value));
        }
    }

    private static AnnotateCertificateCommand Command(Slot slot) => (AnnotateCertificateCommand)slot.Command;
}
