using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
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

    public int Id => process.Id;

    /// <summary>A program that does not say when it is ready: it is when somebody listens on its port.</summary>
    public static async Task<ChildProcess> StartListener(
        string program, IEnumerable<string> arguments, int port, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        var child = new ChildProcess(start, "");
        child.process.Start();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var attempts = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await Listens(port, limit.Token))
            await attempts.WaitForNextTickAsync(limit.Token);

        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    public static async Task<ChildProcess> Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string readyText)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
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
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static async Task<bool> Listens(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
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
