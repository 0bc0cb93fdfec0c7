using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.TestHosting;

/// <summary>
/// OpenLDAP's real server (Debian package slapd) with its own configuration, data and certificate in a temporary directory, on free ports of the loopback
/// address.
/// </summary>
public sealed class Slapd : IAsyncDisposable
{
    public const string Suffix = "dc=example,dc=org";
    public const string SearchDn = $"cn=search,{Suffix}";
    public const string SearchPassword = "search account secret";
    private const string Program = "/usr/sbin/slapd";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ucm-slapd-");
    private Process? process;

    private Slapd()
    {
    }

    public int Port { get; } = PostgresServer.FreePort();

    public int TlsPort { get; } = PostgresServer.FreePort();

    /// <summary>Holds the root of the server's certificate.</summary>
    public string Roots => Path.Combine(folder.FullName, "roots");

    /// <summary>Holds another root.</summary>
    public string OtherRoots => Path.Combine(folder.FullName, "other");

    /// <summary>The password of <see cref="SearchDn"/>.</summary>
    public string SearchPasswordFile => Path.Combine(folder.FullName, "search.password");

    /// <summary>Every operation that it was asked for.</summary>
    public string LogFile => Path.Combine(folder.FullName, "slapd.log");

    /// <param name="entries">LDIF of what is under <see cref="Suffix"/>.</param>
    public static async Task<Slapd> Start(string entries)
    {
        FastRun.MayNotStart("slapd");
        var server = new Slapd();
        await server.WriteFiles(entries);
        await Run("/usr/sbin/slapadd", "-f", server.PathOf("slapd.conf"), "-l", server.PathOf("entries.ldif"));
        await server.Start();
        return server;
    }

    public async Task Start()
    {
        string[] command = [Program, "-f", PathOf("slapd.conf"), "-h", $"ldap://127.0.0.1:{Port} ldaps://127.0.0.1:{TlsPort}", "-d", "256"];
        process = Process.Start(new ProcessStartInfo("sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", LogFile, .. command]))!;
        await Eventually.Until(async () => process.HasExited || await Listens());
        if (process.HasExited)
        {
            throw new InvalidOperationException("slapd ended:\n" + await File.ReadAllTextAsync(LogFile));
        }
    }

    public async Task Stop()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        folder.Delete(recursive: true);
    }

    private async Task WriteFiles(string entries)
    {
        foreach (var name in (string[])["db", "roots", "other"])
        {
            folder.CreateSubdirectory(name);
        }

        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Root("Directory Root", rootKey);
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = Root("Other Root", otherKey);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Server(key, root);
        await File.WriteAllTextAsync(Path.Combine(Roots, "root.pem"), root.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(OtherRoots, "root.pem"), other.ExportCertificatePem());
        await File.WriteAllTextAsync(PathOf("server.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(PathOf("server.key"), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(SearchPasswordFile, SearchPassword + "\n");
        await File.WriteAllTextAsync(PathOf("entries.ldif"), entries);
        await File.WriteAllTextAsync(PathOf("slapd.conf"), Configuration());
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private static X509Certificate2 Root(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>For 127.0.0.1, and not for localhost.</summary>
    private static X509Certificate2 Server(ECDsa key, X509Certificate2 root)
    {
        var request = new CertificateRequest("CN=directory", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("directory.example.org");
        request.CertificateExtensions.Add(names.Build());
        return request.Create(root, root.NotBefore, root.NotAfter, RandomNumberGenerator.GetBytes(16));
    }

    private async Task<bool> Listens()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, TlsPort);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var started = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = await started.StandardError.ReadToEndAsync();
        await started.WaitForExitAsync();
        if (started.ExitCode != 0)
        {
            throw new InvalidOperationException(error);
        }
    }

    private string Configuration() => $"""
        include /etc/ldap/schema/core.schema
        include /etc/ldap/schema/cosine.schema
        include /etc/ldap/schema/inetorgperson.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb
        pidfile {PathOf("pid")}
        TLSCACertificateFile {Path.Combine(Roots, "root.pem")}
        TLSCertificateFile {PathOf("server.pem")}
        TLSCertificateKeyFile {PathOf("server.key")}
        sizelimit 100
        database mdb
        suffix "{Suffix}"
        rootdn "{SearchDn}"
        rootpw "{SearchPassword}"
        directory {PathOf("db")}
        maxsize 10485760
        access to attrs=userPassword by anonymous auth by * none
        access to * by self read by users search by * none

        """;
}
