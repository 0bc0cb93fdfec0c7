using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks;

/// <summary><c>[suite…] [--rounds N] [--seconds S] [--write folder]</c>; no suite means all of them.</summary>
internal static class BenchmarkProgram
{
    public static async Task<int> Run(string[] args)
    {
        var rounds = int.Parse(Option(args, "--rounds") ?? "5", null);
        var seconds = double.Parse(Option(args, "--seconds") ?? "4", System.Globalization.CultureInfo.InvariantCulture);
        var plan = new BenchmarkPlan(rounds, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(Math.Min(seconds, 2)));
        var named = args.TakeWhile(arg => !arg.StartsWith('-')).ToArray();
        if (named.FirstOrDefault(name => !Suites.All.ContainsKey(name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no suite {unknown}; there are {string.Join(", ", Suites.All.Keys)}.");
            return 2;
        }

        var results = new List<ComparisonResult>();
        foreach (var name in named.Length == 0 ? Suites.All.Keys : named)
        {
            foreach (var comparison in Suites.All[name]())
                results.Add(await comparison.Run(plan, CancellationToken.None));
        }

        var report = new Report(TimeProvider.System.GetUtcNow(), Machine.Here(), plan, results);
        Console.WriteLine(report.Markdown());
        if (Option(args, "--write") is { } folder)
            report.Write(folder);

        return 0;
    }

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
