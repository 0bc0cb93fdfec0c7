using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks;

internal static class BenchmarkProgram
{
    public static string Usage => $"""
        [suite…] [--rounds N] [--seconds S] [--write FOLDER]
          suites:     {string.Join(' ', Suites.All.Keys)}; none named means all of them
          --rounds:   how often each load is measured (5)
          --seconds:  how long each time (4)
          --write:    where the report is written as well, as Markdown and JSON
        """;

    public static async Task<int> Run(IReadOnlyList<string> words)
    {
        if (!BenchmarkArguments.TryParse(words, out var arguments, out var fault))
        {
            await Console.Error.WriteLineAsync($"{fault} See --help.");
            return 2;
        }

        if (arguments.Help)
        {
            Console.WriteLine(Usage);
            return 0;
        }

        await Measure(arguments);
        return 0;
    }

    private static async Task Measure(BenchmarkArguments arguments)
    {
        var plan = new BenchmarkPlan(arguments.Rounds, TimeSpan.FromSeconds(arguments.Seconds), TimeSpan.FromSeconds(Math.Min(arguments.Seconds, 2)));
        var results = new List<ComparisonResult>();
        foreach (var name in arguments.Suites.Count == 0 ? Suites.All.Keys : arguments.Suites)
        {
            foreach (var comparison in Suites.All[name]())
                results.Add(await comparison.Run(plan, CancellationToken.None));
        }

        var report = new Report(TimeProvider.System.GetUtcNow(), Machine.Here(), plan, results);
        Console.WriteLine(report.Markdown());
        if (arguments.Folder is { } folder)
            report.Write(folder);
    }
}
