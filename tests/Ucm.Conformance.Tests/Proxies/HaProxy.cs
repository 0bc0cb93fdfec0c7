using System.Diagnostics;
using System.Net;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Proxies;

/// <summary>
/// A real HAProxy in front of a standalone server, passing TCP through with a PROXY v2 header. It speaks to the server from 127.0.0.9, the one listed address.
/// </summary>
public sealed class HaProxy : IAsyncLifetime
{
    private const string Address = "127.0.0.9";
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("ucm-haproxy-");
    private readonly int httpsPort = StandaloneServer.FreePort();
    private readonly int httpPort = StandaloneServer.FreePort();
    private Process? process;

    public StandaloneServer Server { get; } = new(new() { ["Ucm:Http:ProxyProtocol:From"] = Address });

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        var configuration = Path.Combine(directory.FullName, "haproxy.cfg");
        await File.WriteAllTextAsync(configuration, Configuration());
        process = Process.Start(new ProcessStartInfo("haproxy", ["-db", "-f", configuration]))!;
        using var client = Client("127.0.0.1");
        await Eventually.Until(() => IsReady(client));
    }

    /// <summary>A client at an address of its own that goes through the proxy.</summary>
    public HttpClient Client(string from) => Clients.Trusting(Server.RootFile, new Uri($"https://localhost:{httpsPort}"), IPAddress.Parse(from));

    public HttpClient PlainClient() => new() { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };

    public int Port(bool tls) => tls ? httpsPort : httpPort;

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        await Server.DisposeAsync();
        directory.Delete(recursive: true);
    }

    private static async Task<bool> IsReady(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string Configuration() => $"""
        global
            maxconn 256
        defaults
            mode tcp
            timeout connect 5s
            timeout client 1m
            timeout server 1m
            timeout check 5s
            source {Address}
            option httpchk GET /health/ready
            default-server check-ssl verify none inter 500ms fall 2 rise 1 send-proxy-v2 check-send-proxy
        frontend https
            bind 127.0.0.1:{httpsPort}
            default_backend https
        frontend http
            bind 127.0.0.1:{httpPort}
            default_backend http
        backend https
            server node 127.0.0.1:{Server.HttpsPort} check
        backend http
            server node 127.0.0.1:{Server.HttpPort} check port {Server.HttpsPort}

        """;
}
