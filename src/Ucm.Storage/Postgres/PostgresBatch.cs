using Npgsql;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Postgres;

/// <summary>
/// One transaction for a batch. The statements of a round travel together, and what follows from their answers with the next round or with the companions and the
/// commit: two trips to the server when no two units touch one row.
/// </summary>
internal sealed class PostgresBatch(IReadOnlyList<WriteUnit> units, long shard)
{
    /// <summary>Set when the commit is on its way: a failure from then on leaves open whether the batch is there.</summary>
    public bool Committing { get; private set; }

    public async Task Run(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var counters = new PostgresCounters(units);
        var counts = new PostgresCounts(shard);
        var companions = new PostgresCompanions(counters);
        var trip = new RoundTrip(connection);
        trip.Add("begin isolation level read committed");
        counters.Begin(trip);
        var rounds = Rounds.Split(units);
        foreach (var round in rounds)
            trip = await Run(round, UnitGroup.Of(round, counters, counts).ToArray(), trip, connection, companions, cancellationToken);

        if (counters.Pending)
        {
            await trip.Run(cancellationToken);
            trip = new RoundTrip(connection);
        }

        companions.Finish(trip);
        counters.Finish(trip);
        counts.Finish(trip);
        trip.Add("commit");
        Committing = true;
        await trip.Run(cancellationToken);
        foreach (var slot in rounds.SelectMany(round => round))
            slot.Unit.Succeed(slot.Result);
    }

    private static async Task<RoundTrip> Run(
        List<Slot> round, UnitGroup[] groups, RoundTrip trip, NpgsqlConnection connection, PostgresCompanions companions, CancellationToken cancellationToken)
    {
        if (groups.Length > 0)
        {
            foreach (var group in groups)
                group.Begin(trip);

            await trip.Run(cancellationToken);
            trip = new RoundTrip(connection);
            foreach (var group in groups)
                group.Finish(trip);
        }

        foreach (var slot in round)
        {
            if (slot.Command is AppendCommand)
                (slot.Result, slot.Changed) = (true, true);

            if (slot is { Changed: true, Command.Companion: { } companion })
                companions.Add(companion);
        }

        return trip;
    }
}
