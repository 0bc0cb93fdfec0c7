using Ucm.Reliability.Audit;
using Ucm.Reliability.Chaos;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Load;
using Ucm.Reliability.Recovery;
using Ucm.Reliability.Reports;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability;

/// <summary>The commands of docs/reliability.md. Each answers with the exit code: 0 when nothing was found, 1 otherwise.</summary>
internal sealed class Commands(Arguments arguments, CancellationToken stop)
{
    public const string Usage = """
        load | chaos | audit --ledger FILE | run | recovery [--times N] | outage [--seconds N] [--frozen] | visibility [--revocations N]
          which:  --cluster DIR (of deploy/local/cluster.sh), or --https URL --http URL --root FILE --password TEXT --acme-port N [--pg CONNECTION | --sqlite FILE]
          load:   --minutes N --rate FACTOR --rest-rate --acme-rate --revocation-rate --ocsp-rate --crl-rate (per second) --drain SECONDS
          run:    --minutes N | --short;   recovery: --window SECONDS;   all: --out DIR, --script cluster.sh, --help
        """;

    private static readonly Dictionary<string, Func<Commands, Task<int>>> All = new()
    {
        ["load"] = static commands => commands.Load(),
        ["chaos"] = static commands => commands.Chaos(),
        ["audit"] = static commands => commands.Audit(),
        ["run"] = static commands => commands.RunAll(),
        ["recovery"] = static commands => commands.Recovery(),
        ["outage"] = static commands => commands.DatabaseOutage(),
        ["visibility"] = static commands => commands.Visibility(),
    };

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ShortRun = TimeSpan.FromSeconds(60);
    private readonly Installation installation = Installation.From(arguments);
    private readonly ReportFolder folder = new(arguments.Find("out"));

    /// <exception cref="UsageException">There is no such command or option, or one is missing.</exception>
    public static async Task<int> Run(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Has("help"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        var command = All.GetValueOrDefault(arguments.Command) ?? throw new UsageException($"There is no command '{arguments.Command}'.");
        arguments.CheckOptions(Usage);
        return await command(new Commands(arguments, stop));
    }

    private Task<int> Load() => With("load", async client =>
    {
        await new MixedLoad(client, LoadPlan.From(arguments, minutes: 1)).Run(stop);
        return 0;
    });

    private Task<int> Chaos() => With("chaos", async client =>
    {
        await Chaos(client, ChaosSchedule.Full, TimeSpan.FromMinutes(arguments.Number("minutes", 10)), stop);
        return 0;
    });

    private Task<int> Audit() => Audit(arguments.Get("ledger"));

    private async Task<int> Audit(string ledger)
    {
        // What the audit itself asks is no part of the run that it audits.
        return await With("audit", async client =>
        {
            var report = await new Auditor(client).Run(ledger, stop);
            await folder.Write("report", Markdown.Of(report), report);
            return report.IsClean ? 0 : 1;
        });
    }

    private async Task<int> RunAll()
    {
        var isShort = arguments.Has("short");
        var plan = LoadPlan.From(arguments, minutes: isShort ? ShortRun.TotalMinutes : 10);
        await With("run", async client =>
        {
            using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var chaos = Chaos(client, isShort ? ChaosSchedule.Short : ChaosSchedule.Full, plan.Duration, failed.Token);
            var load = new MixedLoad(client, plan).Run(failed.Token);
            if (await Task.WhenAny(chaos, load) is { IsFaulted: true })
                await failed.CancelAsync();

            await Task.WhenAll(chaos, load);
            return 0;
        });
        return await Audit(folder.Ledger("run"));
    }

    private Task<int> Recovery() => With("recovery", async client =>
    {
        var times = (int)arguments.Number("times", 10);
        var window = TimeSpan.FromSeconds(arguments.Number("window", 20));
        var run = new RecoveryRun(client, Script(), new ClusterHealth(client.Http, installation), outage => folder.Append("outages", Markdown.Of(outage), outage));
        RecoveryReport[] reports =
        [
            RecoveryReport.Of("kill -9 of a silo", await run.Silos(times, window, stop)),
            RecoveryReport.Of("kill -9 of a frontend behind the proxy", await run.Frontends(times, window / 2, stop)),
        ];
        await folder.Write("recovery", string.Join('\n', reports.Select(Markdown.Of)), reports);
        return 0;
    });

    private async Task<int> DatabaseOutage()
    {
        // Killed it refuses connections at once; frozen it takes them and never answers.
        var (away, back) = arguments.Has("frozen") ? (ChaosEvent.Freeze, ChaosEvent.Thaw) : (ChaosEvent.Kill, ChaosEvent.Restart);
        var isClean = false;
        await With("outage", async client =>
        {
            var during = TimeSpan.FromSeconds(arguments.Number("seconds", 60));
            var run = new DatabaseOutage(client, (token => Script().Run(token, away, "postgres"), token => Script().Run(token, back, "postgres")), (Quiet, during, 2 * Quiet));
            var report = await run.Run(stop);
            await folder.Write("outage", Markdown.Of(report), report);
            isClean = report.IsClean;
            return 0;
        });
        return isClean ? 0 : 1;
    }

    private async Task<int> Visibility()
    {
        var wanted = (int)arguments.Number("revocations", 1000);
        var plan = LoadPlan.From(arguments, minutes: 1);
        plan = plan with { Duration = TimeSpan.FromSeconds((wanted * 1.1 / plan.Revocations) + 10) };
        await With("visibility", async client =>
        {
            await new MixedLoad(client, plan).Run(stop);
            return 0;
        });
        var ledger = new LedgerDigest(LedgerFile.Read(folder.Ledger("visibility")));
        var findings = StatusChecks.Run(ledger).ToList();
        var times = ledger.Times.ToDictionary(pair => pair.Key, pair => Measuring.Distribution.Of(pair.Value));
        await folder.Write("visibility", Markdown.OfVisibility(ledger.Receipts.Count, times, findings), new { ledger.Receipts.Count, times, findings });
        return findings.Count == 0 && ledger.Receipts.Count >= wanted ? 0 : 1;
    }

    private async Task Chaos(ClientSide client, Func<Installation, IReadOnlyList<ChaosEvent>> schedule, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (installation.ClusterDirectory is null)
            await Console.Error.WriteLineAsync("Not a cluster of cluster.sh: nothing is killed.");
        else
            await new ChaosRun(Script(), new ClusterHealth(client.Http, installation), client.Ledger).Run(schedule(installation), duration, cancellationToken);
    }

    private ClusterScript Script() => ClusterScript.Find(
        arguments.Find("script"), installation.ClusterDirectory ?? throw new UsageException("Processes are killed through cluster.sh: give --cluster."));

    private async Task<int> With(string name, Func<ClientSide, Task<int>> work)
    {
        var path = folder.Ledger(name);
        if (File.Exists(path))
            throw new UsageException($"{path} is the ledger of an earlier run: give another --out.");

        await using var ledger = new LedgerFile(path);
        using var client = await ClientSide.Open(installation, ledger, stop);
        return await work(client);
    }
}
