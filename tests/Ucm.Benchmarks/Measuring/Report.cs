using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ucm.Benchmarks.Measuring;

/// <summary>The results as people and programs read them.</summary>
internal sealed record Report(DateTimeOffset Date, Machine Machine, BenchmarkPlan Plan, IReadOnlyList<ComparisonResult> Results)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "benchmarks.json"), JsonSerializer.Serialize(this, Json) + "\n");
        File.WriteAllText(Path.Combine(folder, "benchmarks.md"), Markdown());
    }

    public string Markdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Benchmarks

            Written by `dotnet run -c Release --project tests/Ucm.Benchmarks`. Loads of one table were measured in turns in one run, so the **ratios** hold;
            the absolute rates are those of this machine, which was also running the load clients.

            - {Date:yyyy-MM-dd}, {Machine.Cores} cores, {Machine.MemoryGiB} GiB, {Machine.Processor}, {Machine.System}, .NET {Machine.Runtime}
            - {Plan.Rounds} rounds of {Plan.RoundTime.TotalSeconds:0.#} s after a warm-up, medians

            """);
        foreach (var result in Results)
            Append(text, result);

        return text.ToString();
    }

    private static void Append(StringBuilder text, ComparisonResult result)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {result.Title}\n\n| load | median | lowest | highest | unit |\n|---|---:|---:|---:|---|\n");
        foreach (var series in result.Series)
            text.Append(CultureInfo.InvariantCulture, $"| {series.Name} | {Figure(series.Median)} | {Figure(series.Lowest)} | {Figure(series.Highest)} | {series.Unit} |\n");

        if (result.Ratios.Count == 0)
            return;

        text.Append("\n| ratio | median |\n|---|---:|\n");
        foreach (var ratio in result.Ratios)
            text.Append(CultureInfo.InvariantCulture, $"| {ratio.Of} ÷ {ratio.To} | **{ratio.Median:0.00}** |\n");
    }

    private static string Figure(double value) => value.ToString(Math.Abs(value) < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);
}
