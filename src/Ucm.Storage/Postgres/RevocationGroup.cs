using System.Data.Common;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Postgres;

/// <summary>
/// Law 3 with the rows locked: what <see cref="RevocationRule"/> was told is what the row says until the commit. Rows that are recorded revoked have just been made by
/// <see cref="ReserveGroup"/>, which comes first in a round.
/// </summary>
internal sealed class RevocationGroup : UnitGroup
{
    private const string Current =
        "select c.id, c.authority, c.serial, c.status, c.revocation_reason, c.revoked_at, c.invalidity_date, c.not_after, c.shard, c.is_system "
        + "from unnest($1, $2) as u(authority, serial) join certificates c on c.authority = u.authority and c.serial = u.serial "
        + "order by c.authority, c.serial for update of c";

    private const string Append =
        "insert into revocations (sequence, authority, serial, reason, revoked_at, invalidity_date, recorded_at, shard) "
        + "select * from unnest($1, $2, $3, $4, $5, $6, $7, $8)";

    private const string Update =
        "update certificates c set status = u.status, revoked_at = u.revoked_at, revocation_reason = u.reason, revocation_sequence = u.sequence, "
        + "invalidity_date = u.invalidity_date from unnest($1, $2, $3, $4, $5, $6) as u(id, status, revoked_at, reason, sequence, invalidity_date) where c.id = u.id";

    private readonly Dictionary<CertificateKey, Slot> slots;
    private readonly PostgresCounters counters;
    private readonly PostgresCounts counts;
    private readonly List<Change> changes = [];

    public RevocationGroup(IReadOnlyList<Slot> slots, PostgresCounters counters, PostgresCounts counts)
    {
        (this.counters, this.counts) = (counters, counts);
        this.slots = slots.ToDictionary(slot => Key(slot));
        foreach (var slot in slots)
            Tell(slot, new RevocationResult(RevocationVerdict.NotFound, null, null));
    }

    public static bool Takes(StorageCommand command) => command is ChangeRevocationCommand or VoidCommand or ReserveCommand { Intent.Revocation: not null };

    public override void Begin(RoundTrip trip)
    {
        var keys = slots.Keys.ToArray();
        trip.Add(Current, Decide, keys.Texts(key => key.Authority.Value), keys.Octets(key => key.Serial.ToBytes()));
    }

    public override void Finish(RoundTrip trip)
    {
        if (changes.Count == 0)
            return;

        trip.Add(
            Append,
            changes.Numbers(change => change.Sequence),
            changes.Texts(change => change.Wanted.Key.Authority.Value),
            changes.Octets(change => change.Wanted.Key.Serial.ToBytes()),
            changes.Numbers(change => (long)change.Wanted.Reason),
            changes.Numbers(change => change.Decision.At.Microseconds()),
            changes.OptionalNumbers(change => change.Decision.InvalidityDate?.Microseconds()),
            changes.Numbers(change => change.Wanted.RecordedAt.Microseconds()),
            changes.Numbers(change => change.Shard));
        trip.Add(
            Update,
            changes.Numbers(change => change.Id),
            changes.Numbers(change => (long)change.Decision.Status),
            changes.OptionalNumbers(change => change.Lifted ? null : change.Decision.At.Microseconds()),
            changes.OptionalNumbers(change => change.Lifted ? null : (long)change.Wanted.Reason),
            changes.OptionalNumbers(change => change.Lifted ? null : change.Sequence),
            changes.OptionalNumbers(change => change.Lifted ? null : change.Decision.InvalidityDate?.Microseconds()));
    }

    private static CertificateKey Key(Slot slot) => slot.Command switch
    {
        VoidCommand void_ => void_.Key,
        ReserveCommand reserve => reserve.Intent.Key,
        var change => ((ChangeRevocationCommand)change).Change.Key,
    };

    private void Decide(DbDataReader row)
    {
        var slot = slots[row.GetKey(1)];

        // The serial had a row already: not ours to change.
        if (slot is { Command: ReserveCommand, Changed: false })
            return;

        var reason = row.IsDBNull(4) ? (RevocationReason?)null : (RevocationReason)row.GetInt32(4);
        var state = new RevocationState((CertificateStatus)row.GetInt32(3), reason, row.GetTimeOrNull(5), row.GetTimeOrNull(6));
        var (wanted, decision) = slot.Command switch
        {
            VoidCommand void_ => Void(void_, state),
            ReserveCommand reserve => Ask(reserve.Intent.Revocation!, state),
            var command => Ask(((ChangeRevocationCommand)command).Change, state),
        };
        if (!decision.Changes)
        {
            Tell(slot, new RevocationResult(decision.Verdict, null, state.Status));
            return;
        }

        slot.Changed = true;
        var change = new Change(row.GetInt64(0), counters.Next(PostgresCounters.Revocations), wanted, decision, row.GetInt64(8));
        changes.Add(change);
        if (row.GetInt32(9) == 0)
            counts.Changed(row.GetTime(7), state.Status, decision.Status);
        var receipt = new RevocationReceipt(wanted.Key, change.Sequence, decision.At.AsStored(), wanted.Reason);
        Tell(slot, new RevocationResult(RevocationVerdict.Changed, receipt, decision.Status));
    }

    private static void Tell(Slot slot, RevocationResult result) => slot.Result = slot.Command switch
    {
        VoidCommand => result.Verdict == RevocationVerdict.Changed,
        ReserveCommand => new Reservation.Made(result),
        _ => result,
    };

    private static (RevocationChange Wanted, RevocationDecision Decision) Ask(RevocationChange change, RevocationState state) =>
        (change, RevocationRule.Decide(state, change));

    private static (RevocationChange Wanted, RevocationDecision Decision) Void(VoidCommand command, RevocationState state) => (
        new RevocationChange(command.Key, RevocationReason.CessationOfOperation, command.At, null),
        state.Status == CertificateStatus.Reserved
            ? new RevocationDecision(RevocationVerdict.Changed, CertificateStatus.Voided, command.At, null)
            : RevocationDecision.No(RevocationVerdict.AlreadyRevoked));

    private sealed record Change(long Id, long Sequence, RevocationChange Wanted, RevocationDecision Decision, long Shard)
    {
        public bool Lifted => Decision.Status == CertificateStatus.Good;
    }
}
