using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>
/// The short form of the reliability run (docs/reliability.md): a cluster of three silos and two frontends under mixed load, a silo and a frontend killed, the database
/// restarted, and then the audit of what every client was told.
/// </summary>
[Trait("needs", "server")]
public sealed class ReliabilityTests : IDisposable
{
    // Moderate, because the cluster shares two cores with its clients and with other tests.
    private const string Rate = "0.5";
    private static readonly string Script = Path.Combine(Repository.Root, "deploy", "local", "cluster.sh");
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Ucm.Reliability.dll");
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-reliability-").FullName;

    private Dictionary<string, string> Environment => new()
    {
        ["UCM_CLUSTER_DIR"] = Path.Combine(folder, "cluster"),
        ["UCM_CONFIGURATION"] = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
    };

    [Fact]
    public async Task ShortRun_SiloAndFrontendKilledAndDatabaseRestarted_LosesNothing()
    {
        FastRun.MayNotStart("a cluster");
        File.Exists(Script).ShouldBeTrue("the local cluster is started by deploy/local/cluster.sh");
        (await BackgroundTool.Run(Script, ["up"], Environment, TimeSpan.FromMinutes(4))).ShouldBe(0);
        try
        {
            var report = Path.Combine(folder, "report");
            string[] arguments = [Program, "run", "--short", "--rate", Rate, "--cluster", Environment["UCM_CLUSTER_DIR"], "--script", Script, "--out", report];
            var exitCode = await BackgroundTool.Run("dotnet", arguments, Environment, TimeSpan.FromMinutes(10));

            var result = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(report, "report.json"), TestContext.Current.CancellationToken))!;
            result["findings"]!.AsArray().ShouldBeEmpty(await File.ReadAllTextAsync(Path.Combine(report, "report.md"), TestContext.Current.CancellationToken));
            exitCode.ShouldBe(0);
            result["compared"]!["certificates delivered to clients"]!.GetValue<long>().ShouldBeGreaterThan(300);
            result["compared"]!["revocation receipts"]!.GetValue<long>().ShouldBeGreaterThan(50);
            result["events"]!.AsArray().Count(entry => entry!.GetValue<string>().Contains("all ready again", StringComparison.Ordinal)).ShouldBe(3);
        }
        finally
        {
            await BackgroundTool.Run(Script, ["destroy", "--yes"], Environment, TimeSpan.FromMinutes(3));
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
