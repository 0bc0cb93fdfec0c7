using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.ClientCertificates;

/// <summary>A real nginx that ends TLS and passes its client's certificate on in a header, by the lines of the page about client certificates.</summary>
internal sealed partial class Nginx : IAsyncDisposable
{
    private readonly string folder;
    private Process? process;

    private Nginx(string folder) => this.folder = folder;

    public int Port { get; } = StandaloneServer.FreePort();

    /// <summary>Its own, self-signed, PEM.</summary>
    public string CertificateFile => Path.Combine(folder, "nginx.pem");

    /// <param name="address">Where it comes from at the server.</param>
    public static async Task<Nginx> Start(string folder, int serverPort, string rootFile, string address)
    {
        var nginx = new Nginx(folder);
        var made = await Tool.Run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", Path.Combine(folder, "nginx.key"), "-out", nginx.CertificateFile,
            "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]);
        made.ExitCode.ShouldBe(0, made.All);
        var configuration = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, nginx.Configuration(serverPort, rootFile, address));
        nginx.process = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-p", folder, "-e", "stderr", "-c", configuration]))!;
        await Eventually.Until(nginx.Listens);
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process?.Dispose();
    }

    private async Task<bool> Listens()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string Configuration(int serverPort, string rootFile, string address)
    {
        var server = Lines()
            .Replace("listen 443 ssl;", $"listen 127.0.0.1:{Port} ssl; proxy_bind {address};", StringComparison.Ordinal)
            .Replace("/etc/nginx/ca.example.com.pem", CertificateFile, StringComparison.Ordinal)
            .Replace("/etc/nginx/ca.example.com.key", Path.Combine(folder, "nginx.key"), StringComparison.Ordinal)
            .Replace("/etc/nginx/ucm-root.pem", rootFile, StringComparison.Ordinal)
            .Replace("127.0.0.1:8443", $"127.0.0.1:{serverPort}", StringComparison.Ordinal);
        return $$"""
            daemon off;
            worker_processes 1;
            pid {{folder}}/nginx.pid;
            events {}
            http {
                access_log off;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
            {{server}}
            }

            """;
    }

    private static string Lines() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")
        .SelectMany(static file => Blocks().Matches(File.ReadAllText(file)).Select(static match => match.Groups[1].Value))
        .Single(static block => block.Contains("ssl_verify_client", StringComparison.Ordinal));

    [GeneratedRegex("```nginx\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
