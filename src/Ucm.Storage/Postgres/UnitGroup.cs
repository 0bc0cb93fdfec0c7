using Ucm.Storage.Certificates;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Keys;

namespace Ucm.Storage.Postgres;

/// <summary>The units of one kind in one round, as a few statements over many rows.</summary>
internal abstract class UnitGroup
{
    /// <summary>Adds the statements whose rows decide what each unit did.</summary>
    public abstract void Begin(RoundTrip trip);

    /// <summary>After these have run: adds what follows from the decisions. It travels with the next trip, before anything of a later round.</summary>
    public virtual void Finish(RoundTrip trip)
    {
    }

    /// <summary>The groups of a round, always in the same order, so that two writers seldom wait for each other crosswise.</summary>
    public static IEnumerable<UnitGroup> Of(IReadOnlyList<Slot> round, PostgresCounters counters, PostgresCounts counts)
    {
        if (Pick(round, command => command is ReserveCommand) is { Count: > 0 } reserve)
            yield return new ReserveGroup(reserve, counts);

        if (Pick(round, command => command is CompleteCommand) is { Count: > 0 } complete)
            yield return new CompleteGroup(complete, counts);

        if (Pick(round, RevocationGroup.Takes) is { Count: > 0 } revocation)
            yield return new RevocationGroup(revocation, counters, counts);

        if (Pick(round, command => command is AnnotateCertificateCommand) is { Count: > 0 } annotation)
            yield return new AnnotationGroup(annotation);

        if (Pick(round, command => command is FillFingerprintsCommand) is { Count: > 0 } fingerprints)
            yield return new FingerprintGroup(fingerprints);

        if (Pick(round, command => command is WriteGrainStateCommand or ClearGrainStateCommand) is { Count: > 0 } state)
            yield return new GrainStateGroup(state);

        if (Pick(round, command => command is AddKeyCommand) is { Count: > 0 } key)
            yield return new KeyGroup(key);

        if (Pick(round, CrlGroup.Takes) is { Count: > 0 } crl)
            yield return new CrlGroup(crl);
    }

    private static List<Slot> Pick(IReadOnlyList<Slot> round, Predicate<Writing.StorageCommand> predicate)
    {
        var picked = new List<Slot>();
        foreach (var slot in round)
        {
            if (predicate(slot.Command))
                picked.Add(slot);
        }

        return picked;
    }
}
