using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Ucm.Benchmarks.Servers;

/// <summary>
/// The product, standalone on SQLite, or as a cluster of one node on a PostgreSQL database. Loads of one table share it: started by the first, ended by the first to end.
/// </summary>
internal sealed class ProductServer(bool acme = false, Func<Task<string>>? postgres = null, params string[] settings) : IServerProcess
{
    private const string Password = "benchmark horse battery 7";
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("ucm-bench-");
    private readonly int httpsPort = FreePort.Find();
    private readonly int httpPort = FreePort.Find();
    private Task<ChildProcess>? child;
    private bool disposed;

    public int AcmeHttpPort { get; } = FreePort.Find();

    public string HttpsUrl => $"https://localhost:{httpsPort}";

    public string HttpUrl => $"http://localhost:{httpPort}";

    /// <summary>Its database, for loads that need more rows than anybody would issue.</summary>
    public string ConnectionString => $"Data Source={Path.Combine(data.FullName, "ucm.db")};Pooling=False";

    public int ProcessId => child is { IsCompletedSuccessfully: true } started ? started.Result.Id : 0;

    /// <summary>A client that trusts this installation's root.</summary>
    public HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Path.Combine(data.FullName, "root.pem")) },
        };
        return new HttpClient(handler);
    }

    public Task Start() => child ??= StartChild();

    public string DataDirectory => data.FullName;

    /// <summary>Kills it; the next <see cref="Start"/> begins on the same data.</summary>
    public async Task Stop()
    {
        if (child is { } running)
            await (await running).DisposeAsync();

        child = null;
    }

    /// <summary>A bearer token of the administrator.</summary>
    public async Task<string> SignIn()
    {
        using var client = CreateClient();
        using var answer = await client.PostAsJsonAsync($"{HttpsUrl}/api/auth/login", new { username = "admin", password = Password });
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return body.GetProperty("access_token").GetString()!;
    }

    /// <summary>The body of an issuance request: a CSR for a fresh P-256 key.</summary>
    public static string IssueBody()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bench.example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("bench.example");
        request.CertificateExtensions.Add(names.Build());
        return JsonSerializer.Serialize(new { authority = "issuing", profile = "tls-server", csr = Convert.ToBase64String(request.CreateSigningRequest()) });
    }

    public async Task<X509Certificate2> Issue()
    {
        using var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await SignIn());
        using var content = new StringContent(IssueBody(), new MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync($"{HttpsUrl}/api/certificates", content);
        if (answer.StatusCode != HttpStatusCode.Created)
            throw new InvalidOperationException($"Issuance answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return X509Certificate2.CreateFromPem(body.GetProperty("certificate").GetString());
    }

    public async Task<X509Certificate2> Issuer()
    {
        using var client = CreateClient();
        return X509CertificateLoader.LoadCertificate(await client.GetByteArrayAsync($"{HttpUrl}/ca/issuing.crt"));
    }

    private async Task<ChildProcess> StartChild() => await ChildProcess.Start(
        [
            Path.Combine(AppContext.BaseDirectory, "Ucm.Silo.dll"),
            $"--Ucm:DataDirectory={data.FullName}", $"--Ucm:Http:HttpsPort={httpsPort}", $"--Ucm:Http:HttpPort={httpPort}", "--Logging:LogLevel:Default=Warning",
            .. acme ? [$"--Ucm:Acme:Validation:HttpPort={AcmeHttpPort}", "--Ucm:Acme:Validation:AllowLoopback=true"] : Array.Empty<string>(),
            .. postgres is null ? [] : Node(await postgres()), .. settings.Select(static one => $"--{one}"),
        ],
        new Dictionary<string, string> { ["Ucm__Bootstrap__AdminPassword"] = Password },
        "is ready.");

    private string[] Node(string connectionString) =>
    [
        "--Ucm:Mode=Node", "--Ucm:Storage:Provider=PostgreSql", $"--Ucm:Storage:ConnectionString={connectionString}",
        "--Ucm:Cluster:AdvertisedAddress=127.0.0.1", $"--Ucm:Cluster:SiloPort={FreePort.Find()}",
        $"--Ucm:PublicUrls:Https={HttpsUrl}", $"--Ucm:PublicUrls:Http={HttpUrl}",
    ];

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;

        disposed = true;
        if (child is { IsCompletedSuccessfully: true })
            await (await child).DisposeAsync();

        data.Delete(recursive: true);
    }
}
