using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Hosting;

/// <summary>
/// The real product as a child process: free ports, a temporary data directory, a known administrator password. Shared by a test class through
/// IClassFixture; can be stopped, killed (SIGKILL) and started again on the same data.
/// </summary>
public sealed class StandaloneServer : IAsyncLifetime
{
    public const string AdminPassword = "plum window orbit lantern 7";
    private const int SigTerm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private readonly Dictionary<string, string> settings;
    private readonly ConcurrentQueue<string> output = new();
    private Process? process;

    public StandaloneServer()
        : this([])
    {
    }

    /// <param name="extra">Configuration keys such as <c>Ucm:Acme:…</c> on top of the usual ones.</param>
    internal StandaloneServer(Dictionary<string, string> extra)
    {
        DataDirectory = Directory.CreateTempSubdirectory("ucm-test-").FullName;
        HttpsPort = FreePort();
        HttpPort = FreePort();
        AcmeHttpPort = FreePort();
        AcmeTlsAlpnPort = FreePort();
        settings = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Ucm:DataDirectory"] = DataDirectory,
            ["Ucm:Http:HttpsPort"] = $"{HttpsPort}",
            ["Ucm:Http:HttpPort"] = $"{HttpPort}",
            ["Ucm:Bootstrap:AdminPassword"] = AdminPassword,
            ["Ucm:Acme:Validation:HttpPort"] = $"{AcmeHttpPort}",
            ["Ucm:Acme:Validation:TlsAlpnPort"] = $"{AcmeTlsAlpnPort}",
        };
        foreach (var (key, value) in extra)
        {
            settings[key] = value;
        }
    }

    public string DataDirectory { get; }

    public int HttpsPort { get; }

    public int HttpPort { get; }

    /// <summary>Where http-01 challenges are fetched instead of port 80.</summary>
    public int AcmeHttpPort { get; }

    /// <summary>Where tls-alpn-01 challenges are asked for instead of port 443.</summary>
    public int AcmeTlsAlpnPort { get; }

    public string HttpsUrl => $"https://localhost:{HttpsPort}";

    public string HttpUrl => $"http://localhost:{HttpPort}";

    /// <summary>PEM file of the root, for clients.</summary>
    public string RootFile => Path.Combine(DataDirectory, "root.pem");

    public IEnumerable<string> Output => output;

    public int ProcessId => process!.Id;

    public async ValueTask InitializeAsync() => await Start();

    public async Task Start()
    {
        FastRun.MayNotStart("a server");
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = DataDirectory };
        start.ArgumentList.Add(Repository.SiloDll);
        foreach (var (key, value) in settings)
        {
            start.ArgumentList.Add($"--{key}={value}");
        }

        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        process.ErrorDataReceived += (_, line) => Take(line.Data, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The server ended:\n" + string.Join('\n', output)));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(StartLimit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException("The server did not get ready:\n" + string.Join('\n', output));
        }
    }

    /// <summary>SIGKILL: no chance to say goodbye.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM and the exit code.</summary>
    public async Task<int> Stop()
    {
        _ = SendSignal(process!.Id, SigTerm);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return process.ExitCode;
    }

    /// <summary>A client that trusts this installation's root and nothing else.</summary>
    public HttpClient CreateClient() => Clients.Trusting(RootFile, new Uri(HttpsUrl));

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await Kill();
        }

        process?.Dispose();
        Directory.Delete(DataDirectory, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Take(string? line, TaskCompletionSource ready)
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
