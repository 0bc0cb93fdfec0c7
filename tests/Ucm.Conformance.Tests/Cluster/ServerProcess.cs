using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>One process of the product with what it prints.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int Starts = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServerProcess(string program, IEnumerable<string> arguments)
        : this(["dotnet", program, .. arguments])
    {
    }

    /// <param name="command">May begin with a program that becomes the server, as <c>ip netns exec</c> does.</param>
    public ServerProcess(string[] command)
    {
        FastRun.MayNotStart("a server");
        process = new Process { StartInfo = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true }, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The process ended:\n" + Text));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>
    /// As a service manager runs it (docs/operations.md): a node that is put out of the cluster, because a starved machine let it answer late, ends itself and is started again.
    /// </summary>
    public static async Task<ServerProcess> Supervised(Func<ServerProcess> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            var process = start();
            try
            {
                await process.Ready();
                return process;
            }
            catch (InvalidOperationException) when (attempt < Starts && process.Text.Contains("I have been told I am dead", StringComparison.Ordinal))
            {
                await process.DisposeAsync();
            }
            catch
            {
                await process.DisposeAsync();
                throw;
            }
        }
    }

    public string Text => string.Join('\n', output);

    public bool IsReady => ready.Task.IsCompletedSuccessfully;

    public bool HasEnded => process.HasExited;

    public async Task Ready()
    {
        try
        {
            await ready.Task.WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException("The process did not get ready:\n" + Text);
        }
    }

    /// <summary>SIGTERM and the exit code.</summary>
    public Task<int> Stop()
    {
        _ = SendSignal(process.Id, SigTerm);
        return Ended(TimeSpan.FromMinutes(1));
    }

    /// <summary>The exit code, once it has ended by itself.</summary>
    public async Task<int> Ended(TimeSpan limit)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit);
            return process.ExitCode;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException("The process did not end:\n" + Text);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        output.Enqueue(line);
        if (line.Contains("is ready.", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
