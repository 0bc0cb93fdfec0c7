using System.Diagnostics;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Durability;

/// <summary>Runs the load writer and kills it, without warning, after so many acknowledgements.</summary>
internal static class LoadProcess
{
    public static async Task<IReadOnlyList<Acknowledgement>> RunAndKill(string connectionString, int acknowledgements, CancellationToken cancellationToken)
    {
        FastRun.MayNotStart("a process to kill");
        var program = Path.Combine(AppContext.BaseDirectory, "Ucm.Storage.LoadWriter.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, connectionString, "32"]) { RedirectStandardOutput = true })!;
        var told = new List<Acknowledgement>();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            // The last line may have been cut off by the kill; then its end is missing and nobody was told.
            if (line.Split(' ') is [var what, var target, var detail] && (what != "completed" || detail.Length == 64))
                told.Add(new Acknowledgement(what, target, detail));

            if (told.Count == acknowledgements)
                process.Kill();
        }

        await process.WaitForExitAsync(cancellationToken);
        return told;
    }
}

internal sealed record Acknowledgement(string What, string Target, string Detail);
