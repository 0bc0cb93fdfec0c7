using System.Diagnostics;
using System.Net.Http.Json;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>
/// pebble's challenge test server as the DNS of a test: on 127.0.0.1, every name is 127.0.0.1 unless a test says otherwise. Names are given without
/// the dot at the end.
/// </summary>
internal sealed class ChallengeTestServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient http;

    private ChallengeTestServer(Process process, int dnsPort, int managementPort)
    {
        this.process = process;
        DnsPort = dnsPort;
        Management = new Uri($"http://127.0.0.1:{managementPort}");
        http = new HttpClient { BaseAddress = Management };
    }

    /// <summary>UDP and TCP.</summary>
    public int DnsPort { get; }

    /// <summary>As the setting <c>Ucm:Acme:Validation:DnsServers</c> takes it.</summary>
    public string DnsServer => $"127.0.0.1:{DnsPort}";

    /// <summary>Where clients' hooks send <c>/set-txt</c> and <c>/clear-txt</c>.</summary>
    public Uri Management { get; }

    public static async Task<ChallengeTestServer> Start()
    {
        var (dns, management) = (StandaloneServer.FreePort(), StandaloneServer.FreePort());
        string[] arguments =
        [
            "-dns01", $"127.0.0.1:{dns}", "-management", $"127.0.0.1:{management}", "-http01", "", "-https01", "", "-tlsalpn01", "",
            "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "",
        ];
        var start = new ProcessStartInfo("pebble-challtestsrv", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("pebble-challtestsrv does not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ChallengeTestServer(process, dns, management);
        await Eventually.Until(() => server.IsReady());
        return server;
    }

    /// <summary>Adds a value; those that are there stay.</summary>
    public Task SetTxt(string host, string value) => Tell("/set-txt", new { host = $"{host}.", value });

    public Task ClearTxt(string host) => Tell("/clear-txt", new { host = $"{host}." });

    public Task AddA(string host, params string[] addresses) => Tell("/add-a", new { host, addresses });

    public Task AddAaaa(string host, params string[] addresses) => Tell("/add-aaaa", new { host, addresses });

    public Task AddCaa(string host, params (string Tag, string Value)[] policies) =>
        Tell("/add-caa", new { host, policies = policies.Select(static policy => new { tag = policy.Tag, value = policy.Value }) });

    public Task ClearCaa(string host) => Tell("/clear-caa", new { host });

    public Task SetCname(string host, string target) => Tell("/set-cname", new { host, target });

    public Task SetServFail(string host) => Tell("/set-servfail", new { host });

    public Task ClearServFail(string host) => Tell("/clear-servfail", new { host });

    /// <summary>
    /// An executable for clients that run a program to set a record, such as lego's <c>exec</c>: its arguments are <c>present</c> or <c>cleanup</c>,
    /// the whole name with its dot, and the value.
    /// </summary>
    public async Task<string> WriteHook(string directory)
    {
        var file = Path.Combine(directory, "dns-hook.sh");
        await File.WriteAllTextAsync(file, $$"""
            #!/bin/sh
            case $1 in
              present) curl -sf -d "{\"host\":\"$2\",\"value\":\"$3\"}" {{Management}}set-txt ;;
              cleanup) curl -sf -d "{\"host\":\"$2\"}" {{Management}}clear-txt ;;
            esac

            """);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task Tell(string path, object what)
    {
        using var answer = await http.PostAsJsonAsync(path, what);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<bool> IsReady()
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException("pebble-challtestsrv ended.");
        }

        try
        {
            await ClearTxt("nobody.invalid");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
