using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>An Apache with mod_md on 127.0.0.1, in a folder of its own.</summary>
internal sealed class ApacheServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/apache2";
    private const string Modules = "/usr/lib/apache2/modules";
    private readonly string folder;
    private readonly Process process;

    private ApacheServer(string folder, int tlsPort, Process process) => (this.folder, TlsPort, this.process) = (folder, tlsPort, process);

    public int TlsPort { get; }

    /// <summary>All that Apache and mod_md said so far.</summary>
    public string Log => File.Exists(Path.Combine(folder, "error.log")) ? File.ReadAllText(Path.Combine(folder, "error.log")) : "";

    /// <param name="site">A file with the configuration that the test is about.</param>
    public static ApacheServer Start(string folder, int httpPort, int tlsPort, string site)
    {
        Directory.CreateDirectory(Path.Combine(folder, "htdocs"));
        var configuration = Path.Combine(folder, "apache2.conf");
        File.WriteAllText(configuration, $"""
            ServerRoot {folder}
            PidFile {folder}/apache2.pid
            ErrorLog {folder}/error.log
            LogLevel warn md:debug
            ServerName localhost
            DocumentRoot {folder}/htdocs
            Listen 127.0.0.1:{httpPort}
            Listen 127.0.0.1:{tlsPort}
            LoadModule mpm_event_module {Modules}/mod_mpm_event.so
            LoadModule authz_core_module {Modules}/mod_authz_core.so
            LoadModule ssl_module {Modules}/mod_ssl.so
            LoadModule md_module {Modules}/mod_md.so
            MDPortMap http:{httpPort} https:{tlsPort}
            MDActivationDelay 0
            Include {site}

            """);
        return new ApacheServer(folder, tlsPort, Process.Start(new ProcessStartInfo(Program, ["-f", configuration, "-DFOREGROUND"]))!);
    }

    /// <summary>Waits until mod_md has a certificate ready and takes it into use, as an administrator's reload does.</summary>
    /// <param name="number">Which certificate since the start, from 1 on.</param>
    public async Task Activate(int number)
    {
        await Eventually.Until(() => Log.Split("AH10059").Length > number);
        await Reload();
    }

    public async Task Reload()
    {
        var reloaded = await Tool.Run(Program, ["-f", Path.Combine(folder, "apache2.conf"), "-k", "graceful"]);
        reloaded.ExitCode.ShouldBe(0, reloaded.All);
    }

    /// <summary>The serial of the certificate that Apache shows for a name.</summary>
    public async Task<string> Serial(string name)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", TlsPort);

            // Whatever Apache shows is looked at, its first certificate of its own too.
#pragma warning disable CA5359
            await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
            await tls.AuthenticateAsClientAsync(name);
            return ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return $"none yet: {fault.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.Run(Program, ["-f", Path.Combine(folder, "apache2.conf"), "-k", "stop"]);
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
