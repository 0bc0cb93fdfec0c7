using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks.Servers;

/// <summary>One kind of request, as often as wrk can. Any answer but a good one spoils the measurement and is an error.</summary>
internal sealed partial class WrkLoad(string name, string unit, int connections, Func<Task<WrkRequest>> prepare, IAsyncDisposable server) : ILoad
{
    private readonly string script = Path.GetTempFileName();
    private string? url;

    public string Name => name;

    public string Unit => unit;

    public async Task Prepare(CancellationToken cancellationToken)
    {
        var request = await prepare();
        url = request.Url;
        await File.WriteAllTextAsync(script, request.Script(), cancellationToken);
    }

    public async Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken)
    {
        var seconds = Math.Max(1, (int)duration.TotalSeconds);
        string[] arguments = ["-t", "1", "-c", $"{connections}", "-d", $"{seconds}s", "-s", script, url!];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var output = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
        await wrk.WaitForExitAsync(cancellationToken);
        if (output.Contains("Non-2xx", StringComparison.Ordinal) || Rate().Match(output) is not { Success: true } rate)
            throw new InvalidOperationException($"wrk on {name}:\n{output}");

        return double.Parse(rate.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(script);
        await server.DisposeAsync();
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();
}
