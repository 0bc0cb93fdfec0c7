using System.Diagnostics;

namespace Ucm.Conformance.Tests.Hosting;

/// <summary>Runs a real client program. A missing one fails the test: a skipped proof is no proof.</summary>
internal static class Tool
{
    private static readonly TimeSpan UsualLimit = TimeSpan.FromMinutes(2);

    public static async Task<ToolResult> Run(string program, IEnumerable<string> arguments, Dictionary<string, string>? environment = null, string? directory = null, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (directory is not null)
        {
            start.WorkingDirectory = directory;
        }

        foreach (var (key, value) in environment ?? [])
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        process.StandardInput.Close();
        var standardOutput = process.StandardOutput.ReadToEndAsync();
        var standardError = process.StandardError.ReadToEndAsync();
        using var end = new CancellationTokenSource(limit ?? UsualLimit);
        try
        {
            await process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end.");
        }

        return new ToolResult(process.ExitCode, await standardOutput, await standardError);
    }
}

internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public string All => Output + Error;
}
