using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Ucm.Benchmarks.Servers;

/// <summary>
/// Debian's pebble: an ACME server for tests, all in memory, nothing durable. Asked to be as quick as it can: no sleeps, no refused nonces, no reuse.
/// </summary>
internal sealed class PebbleServer : IServerProcess
{
    private static readonly Dictionary<string, string> Quick =
        new() { ["PEBBLE_VA_NOSLEEP"] = "1", ["PEBBLE_WFE_NONCEREJECT"] = "0", ["PEBBLE_AUTHZREUSE"] = "0" };
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ucm-pebble-");
    private readonly int port = FreePort.Find();
    private readonly int managementPort = FreePort.Find();
    private X509Certificate2? certificate;
    private ChildProcess? child;

    public int ChallengePort { get; } = FreePort.Find();

    public Uri DirectoryUrl => new($"https://localhost:{port}/dir");

    public int ProcessId => child?.Id ?? 0;

    /// <summary>A new process; the one of before is ended.</summary>
    public async Task Restart()
    {
        if (child is not null)
            await child.DisposeAsync();

        certificate ??= await WriteCertificate();
        var settings = new
        {
            pebble = new
            {
                listenAddress = $"127.0.0.1:{port}",
                managementListenAddress = $"127.0.0.1:{managementPort}",
                certificate = In("cert.pem"),
                privateKey = In("key.pem"),
                httpPort = ChallengePort,
                tlsPort = FreePort.Find(),
                ocspResponderURL = "",
                externalAccountBindingRequired = false,
            },
        };
        await File.WriteAllTextAsync(In("config.json"), JsonSerializer.Serialize(settings));
        child = await ChildProcess.StartListener("pebble", ["-config", In("config.json")], port, Quick);
    }

    /// <summary>A client that trusts its certificate and no other.</summary>
    public HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { certificate! },
        };
        return new HttpClient(handler);
    }

    public async ValueTask DisposeAsync()
    {
        if (child is not null)
            await child.DisposeAsync();

        certificate?.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task<X509Certificate2> WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256) { CertificateExtensions = { names.Build() } };
        var now = TimeProvider.System.GetUtcNow();
        var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        await File.WriteAllTextAsync(In("cert.pem"), made.ExportCertificatePem());
        await File.WriteAllTextAsync(In("key.pem"), key.ExportPkcs8PrivateKeyPem());
        return made;
    }

    private string In(string file) => Path.Combine(folder.FullName, file);
}
