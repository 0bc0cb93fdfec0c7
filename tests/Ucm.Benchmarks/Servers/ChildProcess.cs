using System.Diagnostics;
using System.Text;

namespace Ucm.Benchmarks.Servers;

/// <summary>A server in a process of its own, so that it shares the machine with its client and nothing else.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process;
    private int disposed;

    private ChildProcess(ProcessStartInfo start, string readyText)
    {
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data, readyText);
        process.ErrorDataReceived += (_, line) => Take(line.Data, readyText);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The server ended:\n{output}"));
    }

    public static async Task<ChildProcess> Start(string library, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string readyText)
    {
        var start = new ProcessStartInfo("dotnet", [library, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var child = new ChildProcess(start, readyText);
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        await child.ready.Task.WaitAsync(TimeSpan.FromMinutes(2));
        return child;
    }

    public async ValueTask DisposeAsync()
    {
        // Two loads may share one server.
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;

        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Take(string? line, string readyText)
    {
        if (line is null)
            return;

        lock (output)
            output.AppendLine(line);

        if (line.Contains(readyText, StringComparison.Ordinal))
            ready.TrySetResult();
    }
}
