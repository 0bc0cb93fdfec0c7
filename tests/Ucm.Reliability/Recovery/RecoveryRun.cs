using Ucm.Reliability.Chaos;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Load;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Recovery;

/// <summary>Kills processes one after the other and measures, from outside, when calls succeed again.</summary>
/// <param name="tell">Hears of each outage when it is over, so that a run that is cut short leaves figures. Calls still under way then are in the result only.</param>
internal sealed class RecoveryRun(ClientSide client, ClusterScript script, ClusterHealth health, Func<Outage, Task> tell)
{
    private const int ReadCertificates = 60;
    private static readonly TimeSpan Ready = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    /// <summary>kill -9 of the silos in turn, asked through both frontends.</summary>
    public Task<IReadOnlyList<Outage>> Silos(int times, TimeSpan window, CancellationToken cancellationToken)
    {
        var frontends = client.Installation.Frontends;
        var silos = client.Installation.Health.Select(target => target.Name).Except(frontends.Select(frontend => frontend.Name)).ToList();
        return Run(silos, frontends, times, window, cancellationToken);
    }

    /// <summary>kill -9 of the frontends in turn, asked through the proxy.</summary>
    public Task<IReadOnlyList<Outage>> Frontends(int times, TimeSpan window, CancellationToken cancellationToken) =>
        Run([.. client.Installation.Frontends.Select(frontend => frontend.Name)], [client.Installation.Doors[0]], times, window, cancellationToken);

    private async Task<IReadOnlyList<Outage>> Run(
        List<string> names, IReadOnlyList<FrontendTarget> doors, int times, TimeSpan window, CancellationToken cancellationToken)
    {
        var stream = new ProbeStream(client, doors, perSecond: 10);
        await stream.Prepare(ReadCertificates, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var probing = stream.Run(end.Token);
        var outages = new List<Kill>();
        try
        {
            for (var time = 0; time < times; time++)
            {
                outages.Add(await KillOne(names[time % names.Count], window, cancellationToken));
                await tell(outages[^1].Outage(stream.Probes));
            }
        }
        finally
        {
            await end.CancelAsync();
            await probing;
        }

        return [.. outages.Select(outage => outage.Outage(stream.Probes))];
    }

    private async Task<Kill> KillOne(string name, TimeSpan window, CancellationToken cancellationToken)
    {
        var asked = WallClock.Now;
        client.Ledger.Append(new LedgerEntry { At = asked, Kind = LedgerKind.Chaos, Detail = $"kill {name}" });
        await script.Run(cancellationToken, ChaosEvent.Kill, name);
        var done = WallClock.Now;
        await Task.Delay(window, cancellationToken);
        var restarted = WallClock.Now;
        await script.StartAgain(name, Console.Error.WriteLineAsync, cancellationToken);
        if (!await health.WaitUntilReady(Ready, static _ => Task.CompletedTask, cancellationToken))
            throw new InvalidOperationException($"The cluster is not ready {Ready} after {name} was started again.");

        await Task.Delay(Settle, cancellationToken);
        return new Kill(name, asked, done, restarted, WallClock.Now);
    }

    private sealed record Kill(string Name, long Asked, long Done, long Restarted, long End)
    {
        public Outage Outage(IEnumerable<Probe> probes) => Recovery.Outage.Of(Name, probes.Where(probe => probe.SentAt < End), (Asked, Done, Restarted));
    }
}
