using Shouldly;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Load;
using Ucm.Reliability.Recovery;
using Ucm.Reliability.Reports;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>The database goes away for some seconds and comes back. The minute, with figures, is <c>outage</c> of the reliability program.</summary>
[Trait("needs", "server")]
public sealed class OutageTests(OneNode node, ITestOutputHelper output) : IClassFixture<OneNode>, IDisposable
{
    /// <summary>What a client waits for; what the server takes is in the output.</summary>
    private const double ClientsPatience = 5000;

    private static readonly string[] NeedTheDatabase = [OutageProbes.Issue, OutageProbes.Revoke, OutageProbes.Order];
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-outage-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Stopped it refuses connections at once; frozen it takes them and never answers.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Database_AwayAndBack_WarmAnswersGoOnColdOnesAreTryLaterAndAllRecoversByItself(bool frozen)
    {
        var report = await Run(frozen);

        output.WriteLine(Markdown.Of(report));
        var kinds = report.Kinds.ToDictionary(static kind => kind.Kind);
        foreach (var kind in (string[])[OutageProbes.Warm, OutageProbes.Crl, OutageProbes.Serving])
        {
            kinds[kind].During.Good.ShouldBeGreaterThan(0);
            kinds[kind].During.Faults.ShouldBeEmpty();
        }

        var cold = kinds[OutageProbes.Cold];
        cold.During.Faults.Keys.ShouldBe(["tryLater"]);
        cold.During.Good.ShouldBe(0);
        cold.During.Times.Max.ShouldBeLessThan(ClientsPatience);
        foreach (var kind in NeedTheDatabase)
        {
            kinds[kind].During.Good.ShouldBe(0, kind);
            kinds[kind].During.Faults.Keys.ShouldAllBe(static fault => fault.StartsWith("503", StringComparison.Ordinal) && !fault.Contains("without", StringComparison.Ordinal), kind);
        }

        kinds[OutageProbes.Order].During.Faults.Keys.ShouldBe(["503 serverInternal"]);
        report.Kinds.ShouldAllBe(static kind => kind.IsRecovered);
        node.Node.HasEnded.ShouldBeFalse();
    }

    /// <summary>Shown when the test has failed.</summary>
    public void Dispose()
    {
        output.WriteLine(node.Node.Text);
        Directory.Delete(folder, recursive: true);
    }

    private async Task<DatabaseOutageReport> Run(bool frozen)
    {
        await using var ledger = new LedgerFile(Path.Combine(folder, "ledger.jsonl"));
        using var client = await ClientSide.Open(node.Installation, ledger, Token);

        // What all members of the cluster say is believed once their membership has stood for ten seconds (docs/architecture.md, OCSP).
        var length = (Before: TimeSpan.FromSeconds(10), During: TimeSpan.FromSeconds(6), After: TimeSpan.FromSeconds(10));
        var postgres = node.Postgres;
        return await new DatabaseOutage(
            client,
            frozen ? (_ => postgres.Freeze(), _ => postgres.Thaw()) : (_ => postgres.Stop("immediate"), _ => postgres.Resume()),
            length).Run(Token);
    }
}
