using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ucm.Reliability.Reports;

/// <summary>Where a command leaves its ledger and reports; one of its own for each run.</summary>
internal sealed class ReportFolder
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };
    private static readonly JsonSerializerOptions Line = new(Json) { WriteIndented = false };
    private readonly string path;

    public ReportFolder(string? given)
    {
        path = given ?? $"reliability-{DateTime.UtcNow:yyyyMMdd-HHmmss}";
        Directory.CreateDirectory(path);
    }

    public string Ledger(string name) => Path.Combine(path, $"{name}.jsonl");

    /// <summary>Prints the text, and keeps it and the data.</summary>
    public async Task Write(string name, string markdown, object data)
    {
        await File.WriteAllTextAsync(Path.Combine(path, $"{name}.md"), markdown);
        await File.WriteAllTextAsync(Path.Combine(path, $"{name}.json"), JsonSerializer.Serialize(data, Json));
        await Console.Out.WriteLineAsync(markdown);
    }

    /// <summary>Prints a part of what is to come and keeps its data: a run that is cut short leaves figures.</summary>
    public async Task Append(string name, string markdown, object data)
    {
        await File.AppendAllTextAsync(Path.Combine(path, $"{name}.jsonl"), JsonSerializer.Serialize(data, Line) + "\n");
        await Console.Out.WriteLineAsync(markdown);
    }
}
