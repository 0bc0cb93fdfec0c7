using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks.Servers;

/// <summary>One kind of request, as often as wrk can. Any answer but a good one spoils the measurement and is an error.</summary>
internal sealed partial class WrkLoad(string name, string unit, int connections, Func<Task<WrkRequest>> prepare, IServerProcess server) : ILoad
{
    private readonly string script = Path.GetTempFileName();
    private string? url;

    public string Name => name;

    public string Unit => unit;

    /// <summary>Who else's processor time is counted beside the server's and wrk's own.</summary>
    public IReadOnlyList<Spender> Spenders { get; init; } = [];

    /// <summary>So many operations before the first round: a server compiles again what it does often, and is slower while it watches itself.</summary>
    public int WarmUp { get; init; }

    public IReadOnlyList<Cost> Costs { get; private set; } = [];

    public async Task Prepare(CancellationToken cancellationToken)
    {
        var request = await prepare();
        url = request.Url;
        await File.WriteAllTextAsync(script, request.Script(), cancellationToken);
        var turn = TimeSpan.FromSeconds(4);
        for (var done = 0.0; done < WarmUp;)
            done += turn.TotalSeconds * await Measure(turn, cancellationToken);
    }

    public async Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken)
    {
        var seconds = Math.Max(1, (int)duration.TotalSeconds);
        string[] arguments = ["-t", "1", "-c", $"{connections}", "-d", $"{seconds}s", "--latency", "-s", script, url!];
        Spender[] spenders = [new("server", () => ProcessorTime.Of(server.ProcessId)), .. Spenders, new("load client", () => ProcessorTime.OfEndedChildren(Environment.ProcessId))];
        var before = spenders.Select(spender => spender.Spent()).ToArray();
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var output = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
        await wrk.WaitForExitAsync(cancellationToken);
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || Rate().Match(output) is not { Success: true } rate)
            throw new InvalidOperationException($"wrk on {name}:\n{output}");

        var requests = Number(Requests().Match(output).Groups[1]);
        Costs =
        [
            new Cost("p99", "ms", Milliseconds(Slowest().Match(output))),
            .. spenders.Zip(before, (spender, spent) => new Cost($"processor time of the {spender.Name}", "µs", (spender.Spent() - spent).TotalMicroseconds / requests)),
        ];
        Console.WriteLine($"    {string.Join(" · ", Costs.Select(cost => $"{cost.Name} {cost.Value:0.0} {cost.Unit}"))}");
        return Number(rate.Groups[1]);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(script);
        await server.DisposeAsync();
    }

    private static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private static double Milliseconds(Match time) => Number(time.Groups[1]) * time.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"^ +99% +([\d.]+)(us|ms|s)", RegexOptions.Multiline)]
    private static partial Regex Slowest();
}
