using Ucm.Reliability.Ledger;
using Ucm.Reliability.Load;
using Ucm.Reliability.Measuring;

namespace Ucm.Reliability.Recovery;

/// <summary>Takes the database away for a while and gives it back, under the probes of <see cref="OutageProbes"/>.</summary>
/// <param name="length">Before, during and after the outage.</param>
internal sealed class DatabaseOutage(ClientSide client, (Func<CancellationToken, Task> Away, Func<CancellationToken, Task> Back) database, (TimeSpan Before, TimeSpan During, TimeSpan After) length)
{
    /// <summary>Taking away and giving back take their time too.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    public async Task<DatabaseOutageReport> Run(CancellationToken cancellationToken)
    {
        using var account = await AcmeAccount.Register(client.Http, client.Installation.Https, cancellationToken);
        var probes = new OutageProbes(client, account);
        await probes.Prepare(length.Before + length.During + length.After + Margin, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var begunAt = WallClock.Now;
        var probing = probes.Run(end.Token);
        try
        {
            await Phase(probing, length.Before, cancellationToken);
            var (askedAt, awayAt) = await Step("database away", database.Away, cancellationToken);
            await Phase(probing, length.During, cancellationToken);
            var (returningAt, backAt) = await Step("database back", database.Back, cancellationToken);
            await Phase(probing, length.After, cancellationToken);
            await end.CancelAsync();
            await probing;
            return DatabaseOutageReport.Of(probes.Probes, new OutageTimes(begunAt, askedAt, awayAt, returningAt, backAt));
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    /// <summary>A fault of the probes ends it at once.</summary>
    private static async Task Phase(Task probing, TimeSpan length, CancellationToken cancellationToken) =>
        await await Task.WhenAny(probing, Task.Delay(length, cancellationToken));

    private async Task<(long Begun, long Done)> Step(string name, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        var begun = WallClock.Now;
        client.Ledger.Append(new LedgerEntry { At = begun, Kind = LedgerKind.Chaos, Detail = name });
        await step(cancellationToken);
        return (begun, WallClock.Now);
    }
}
