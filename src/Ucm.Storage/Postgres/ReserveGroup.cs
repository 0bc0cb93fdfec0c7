using System.Security.Cryptography;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Postgres;

internal sealed class ReserveGroup : UnitGroup
{
    private const string Insert =
        "with u as materialized (select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27) as u(authority, serial, request_id, "
        + "request_hash, profile, subject, names, search, not_before, not_after, created_at, requester, public_key_hash, tbs_hash, shard, content, status, profile_version, ignored_extensions, is_system, channel, labels, owner, notes, renews, sha256, sha1)), "
        + "made as (insert into certificates (authority, serial, request_id, request_hash, status, profile, subject, names, search, not_before, not_after, "
        + "created_at, requester, public_key_hash, tbs_hash, shard, profile_version, ignored_extensions, is_system, channel, labels, owner, notes, renews, sha256, sha1) select authority, serial, request_id, request_hash, "
        + "status, profile, subject, names, search, not_before, not_after, created_at, requester, public_key_hash, tbs_hash, shard, profile_version, ignored_extensions, is_system, "
        + "channel, labels, owner, notes, renews, sha256, sha1 from u where not exists (" + CertificateColumns.SelectCompromised + "u.public_key_hash and u.status = 0) on conflict do nothing returning id, request_id), "
        + "bytes as (insert into certificate_bytes (id, content) select made.id, u.content from made join u on u.request_id = made.request_id) "
        + "select request_id from made";

    private const string Compromised = CertificateColumns.SelectCompromised + "any($1)";

    private const string Known = CertificateColumns.SelectRow + "where c.request_id = any($1)";

    private const string Labels =
        "insert into certificate_labels (certificate, name, value) select c.id, u.name, u.value "
        + "from unnest($1, $2, $3) as u(request_id, name, value) join certificates c on c.request_id = u.request_id";

    private readonly Dictionary<string, Slot> slots;
    private readonly CertificateIntent[] intents;

    private readonly PostgresCounts counts;

    public ReserveGroup(IReadOnlyList<Slot> slots, PostgresCounts counts)
    {
        this.counts = counts;
        this.slots = slots.ToDictionary(slot => Intent(slot).Request.Value, StringComparer.Ordinal);
        intents = [.. slots.Select(Intent).OrderBy(intent => intent.Request.Value, StringComparer.Ordinal)];
    }

    public override void Begin(RoundTrip trip) => trip.Add(
        Insert,
        row =>
        {
            var slot = slots[row.GetString(0)];
            (slot.Result, slot.Changed) = (new Reservation.Made(), true);
            if (Intent(slot) is { IsTakenOver: true } intent)
                counts.TakenOver(intent);
        },
        intents.Texts(intent => intent.Key.Authority.Value),
        intents.Octets(intent => intent.Key.Serial.ToBytes()),
        intents.Texts(intent => intent.Request.Value),
        intents.Octets(intent => intent.RequestHash.Octets()),
        intents.Texts(intent => intent.Profile),
        intents.Texts(intent => intent.Subject),
        intents.Texts(intent => NameText.Encode(intent.Names)),
        intents.Texts(NameText.Searchable),
        intents.Numbers(intent => intent.NotBefore.Microseconds()),
        intents.Numbers(intent => intent.NotAfter.Microseconds()),
        intents.Numbers(intent => intent.CreatedAt.Microseconds()),
        intents.Texts(intent => intent.Requester),
        intents.Octets(intent => intent.PublicKeyHash.Octets()),
        intents.Octets(intent => SHA256.HashData(intent.ToBeSigned.AsSpan())),
        intents.Numbers(intent => intent.Shard),
        intents.Octets(intent => intent.Content.Octets()),
        intents.Numbers(intent => (long)intent.Status),
        intents.Numbers(intent => intent.ProfileVersion),
        intents.Texts(intent => string.Join(' ', intent.IgnoredExtensions)),
        intents.Numbers(intent => intent.IsSystem ? 1 : 0),
        intents.Numbers(intent => (long)intent.Way),
        intents.Texts(intent => LabelText.Encode(intent.Annotations.Labels)),
        intents.Texts(intent => intent.Annotations.Owner),
        intents.Texts(intent => intent.Annotations.Notes),
        intents.Texts(intent => intent.Renews?.ToId()),
        intents.Octets(intent => intent.Sha256!),
        intents.Octets(intent => intent.Sha1!));

    // The insert waited for whoever holds the keys, so the winner's row is committed and a new statement sees it (law 2).
    public override void Finish(RoundTrip trip)
    {
        AddLabels(trip);
        var lost = slots.Values.Where(slot => !slot.Changed).ToArray();
        if (lost.Length == 0)
            return;

        foreach (var slot in lost)
            slot.Result = new Reservation.SerialTaken();

        trip.Add(
            Compromised,
            reader =>
            {
                var hash = reader.GetOctets(0);
                foreach (var slot in lost.Where(slot => Intent(slot).PublicKeyHash.AsSpan().SequenceEqual(hash)))
                    slot.Result = new Reservation.KeyCompromised();
            },
            lost.Octets(slot => Intent(slot).PublicKeyHash.Octets()));

        // Last: who asks again gets what there is.
        trip.Add(
            Known,
            reader =>
            {
                var row = CertificateColumns.ReadRow(reader);
                slots[row.Record.Request.Value].Result = new Reservation.RequestKnown(row);
            },
            lost.Texts(slot => Intent(slot).Request.Value));
    }

    private void AddLabels(RoundTrip trip)
    {
        var labels = intents.Where(intent => slots[intent.Request.Value].Changed)
            .SelectMany(static intent => intent.Annotations.Labels.Select(label => (Request: intent.Request.Value, Label: label)))
            .ToArray();
        if (labels.Length > 0)
        {
            trip.Add(
                Labels,
                labels.Texts(static row => row.Request),
                labels.Texts(static row => row.Label.Name),
                labels.Texts(static row => row.Label.Value));
        }
    }

    private static CertificateIntent Intent(Slot slot) => ((ReserveCommand)slot.Command).Intent;
}
