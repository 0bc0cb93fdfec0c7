using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster.Partition;

/// <summary>
/// Three nodes on one database: two of them and PostgreSQL on the side A of a network that can be cut, the third alone on the side B. Needs root; without it
/// <see cref="Missing"/> says why there is nothing.
/// </summary>
public sealed class SplitCluster : IAsyncLifetime
{
    private const string ClusterId = "split";
    private const string AdminPassword = "plum window orbit lantern 7";
    private const int Https = 8443;
    private const int Http = 8080;
    private const int Silo = 11111;
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-split-").FullName;
    private readonly ServerProcess?[] nodes = new ServerProcess?[3];
    private CutNetwork? network;
    private PostgresServer? postgres;
    private string database = "";

    public string? Missing { get; private set; }

    internal CutNetwork Network => network!;

    internal ServerProcess B => nodes[2]!;

    internal IEnumerable<ServerProcess> A => nodes.Take(2)!;

    public string RootFile => Path.Combine(folder, "node0", "root.pem");

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Missing = "Only root can make network namespaces.";
            return;
        }

        try
        {
            await Start();
        }
        catch
        {
            // Namespaces would outlive this process.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes.OfType<ServerProcess>())
        {
            await node.DisposeAsync();
        }

        Array.Clear(nodes);

        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        if (network is not null)
        {
            await network.DisposeAsync();
        }

        (postgres, network) = (null, null);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a supervisor does.</summary>
    internal async Task StartAgainIfEnded()
    {
        if (B.HasEnded)
        {
            // Shown when the test has failed.
            TestContext.Current.TestOutputHelper?.WriteLine("B had ended:\n" + B.Text);
            await B.DisposeAsync();
            nodes[2] = await ServerProcess.Supervised(() => Start(2));
        }
    }

    /// <summary>For everybody.</summary>
    internal Task StopDatabase() => postgres!.Stop();

    internal Task ResumeDatabase() => postgres!.Resume();

    /// <summary>A client of node 0 or 1 (A) or 2 (B); paths under <c>https://localhost</c>, or <c>http://localhost:8080</c> for the plain port.</summary>
    internal HttpClient Client(int node)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectCallback = Side(node).Connect };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(RootFile) },
        };
        return new HttpClient(handler) { BaseAddress = new Uri($"https://localhost:{Https + node}"), Timeout = TimeSpan.FromSeconds(20) };
    }

    internal static string PlainUrl(int node) => $"http://localhost:{Http + node}";

    internal Task<RestClient> SignIn(int node) => RestClient.SignIn(Client(node), AdminPassword);

    internal Task<object?> Query(string sql) => PostgresServer.Execute(postgres!.ConnectionString(database), sql);

    /// <summary>How many silos of a side the membership table calls active (3) or dead (6).</summary>
    internal async Task<long> Members(string address, int status) =>
        (long)(await Query($"select count(*) from OrleansMembershipTable where Address = '{address}' and Status = {status}"))!;

    /// <summary>
    /// How many active silos have not said for ten seconds that they live. After an outage of the database each waits a while before it
    /// says so again, and until then Orleans does not count its vote: a silo alone could put out the two others.
    /// </summary>
    internal async Task<long> Silent() => (long)(await Query(
        "select count(*) from OrleansMembershipTable where Status = 3 and IAmAliveTime < now() - interval '10 seconds'"))!;

    private async Task Start()
    {
        network = await CutNetwork.Create();
        postgres = await PostgresServer.Start(new PostgresNetwork(network.A.Name, CutNetwork.Database.A, CutNetwork.Database.Addresses));
        database = new Npgsql.NpgsqlConnectionStringBuilder(await postgres.CreateDatabase()).Database!;
        await File.WriteAllBytesAsync(Path.Combine(folder, "master.key"), RandomNumberGenerator.GetBytes(32));
        File.SetUnixFileMode(Path.Combine(folder, "master.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Task.WhenAll(Enumerable.Range(0, nodes.Length).Select(async node => nodes[node] = await ServerProcess.Supervised(() => Start(node))));
    }

    private NetworkNamespace Side(int node) => node < 2 ? Network.A : Network.B;

    private ServerProcess Start(int node) => new(Side(node).Enter(
    [
        "dotnet", Repository.SiloDll, "--Ucm:Mode=Node", $"--Ucm:DataDirectory={folder}/node{node}", $"--Ucm:MasterKey:Path={folder}/master.key",
        "--Ucm:Storage:Provider=PostgreSql", $"--Ucm:Storage:ConnectionString={postgres!.ConnectionString(database, CutNetwork.Database.A)}", "--Ucm:Storage:AllowUnverifiedServer=true",
        $"--Ucm:Cluster:AdvertisedAddress={(node < 2 ? CutNetwork.Cluster.A : CutNetwork.Cluster.B)}", $"--Ucm:Cluster:ClusterId={ClusterId}", $"--Ucm:Cluster:SiloPort={Silo + node}",
        $"--Ucm:Http:HttpsPort={Https + node}", $"--Ucm:Http:HttpPort={Http + node}", $"--Ucm:Bootstrap:AdminPassword={AdminPassword}",
        "--Ucm:PublicUrls:Https=https://localhost", "--Ucm:PublicUrls:Http=http://localhost",
    ]));
}
