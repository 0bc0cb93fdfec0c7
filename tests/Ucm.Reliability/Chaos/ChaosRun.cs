using Ucm.Reliability.Ledger;
using Ucm.Reliability.Measuring;

namespace Ucm.Reliability.Chaos;

/// <summary>Goes through the schedule in its order, evenly over the time, and begins nothing before the cluster is whole again. Ends after one round.</summary>
internal sealed class ChaosRun(ClusterScript script, ClusterHealth health, ILedger ledger)
{
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(2);

    public async Task Run(IReadOnlyList<ChaosEvent> events, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = WallClock.Now;
        var slot = duration.Microseconds() / (events.Count + 1);
        for (var index = 0; index < events.Count; index++)
        {
            await Until(start + (slot / 2) + (index * slot), cancellationToken);
            await Happen(events[index], cancellationToken);
            var whole = await health.WaitUntilReady(Recovery, name => Revive(name, cancellationToken), cancellationToken);
            Write($"{(whole ? "all ready again" : "NOT all ready within " + Recovery)} after {events[index].Verb} {events[index].Name}");
            if (!whole)
                throw new InvalidOperationException($"The cluster did not recover from {events[index].Verb} {events[index].Name} within {Recovery}.");
        }
    }

    private async Task Happen(ChaosEvent chaos, CancellationToken cancellationToken)
    {
        await Do(chaos.Verb, chaos.Name, cancellationToken);
        switch (chaos.Verb)
        {
            case ChaosEvent.Kill:
                await Task.Delay(Down, cancellationToken);
                await Restart(chaos.Name, cancellationToken);
                break;
            case ChaosEvent.Freeze:
                await Task.Delay(Frozen, cancellationToken);
                await Do(ChaosEvent.Thaw, chaos.Name, cancellationToken);
                break;
        }
    }

    /// <summary>What a supervisor does: a silo that was declared dead while it was frozen ends itself when it wakes.</summary>
    private async Task Revive(string name, CancellationToken cancellationToken)
    {
        if (!script.IsAlive(name))
            await Restart(name, cancellationToken);
    }

    private Task Restart(string name, CancellationToken cancellationToken)
    {
        Write($"{ChaosEvent.Restart} {name}");
        return script.StartAgain(name, Tell, cancellationToken);
    }

    private Task Tell(string failedStart)
    {
        Write(failedStart);
        return Console.Error.WriteLineAsync(failedStart);
    }

    private async Task Do(string verb, string name, CancellationToken cancellationToken)
    {
        Write($"{verb} {name}");
        await script.Run(cancellationToken, verb, name);
    }

    private void Write(string text) => ledger.Append(new LedgerEntry { At = WallClock.Now, Kind = LedgerKind.Chaos, Detail = text });

    private static async Task Until(long time, CancellationToken cancellationToken)
    {
        var left = time - WallClock.Now;
        if (left > 0)
            await Task.Delay(TimeSpan.FromMicroseconds(left), cancellationToken);
    }
}
