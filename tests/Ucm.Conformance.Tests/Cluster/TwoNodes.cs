using System.Net.Http.Json;
using System.Security.Cryptography;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>A frontend that is started first, and two nodes that are started at once on an empty database, with one master key between them.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    /// <summary>What the generated first password was changed to.</summary>
    public const string AdminPassword = "amber kettle harbour 41";

    private const string ClusterId = "two-nodes";
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-nodes-").FullName;
    private readonly int gateway = StandaloneServer.FreePort();
    private readonly int[] https = [StandaloneServer.FreePort(), StandaloneServer.FreePort(), StandaloneServer.FreePort()];
    private PostgresServer? postgres;

    public string Database { get; private set; } = "";

    /// <summary>What the frontend had printed when the nodes were started.</summary>
    public string FrontendBefore { get; private set; } = "";

    internal ServerProcess Frontend { get; private set; } = null!;

    internal ServerProcess[] Nodes { get; private set; } = [];

    public string RootFile => Path.Combine(Data(0), "root.pem");

    public string MasterKey => Path.Combine(folder, "master.key");

    public async ValueTask InitializeAsync()
    {
        postgres = await PostgresServer.Start();
        Database = await postgres.CreateDatabase();
        await WriteMasterKey();
        await Enroll();
        Frontend = new ServerProcess(Repository.FrontendDll, FrontendArguments(gateway, 2));
        FrontendBefore = await Eventually.Get(() => Task.FromResult(Frontend.Text), static text => text.Contains("Waiting for the silos", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        Nodes = await Task.WhenAll(Supervised(0), Supervised(1));
        await Frontend.Ready();
        await ChangePassword();
    }

    private Task<ServerProcess> Supervised(int index) => ServerProcess.Supervised(() => new ServerProcess(Repository.SiloDll, NodeArguments(index, MasterKey)));

    public string Data(int node) => Path.Combine(folder, $"node{node}");

    public string Password(int node) => Path.Combine(Data(node), "initial-admin-password");

    /// <summary>Of node 0 or 1, or of the frontend as 2.</summary>
    public HttpClient Client(int process) => Clients.Trusting(RootFile, new Uri($"https://localhost:{https[process]}"));

    /// <summary>The arguments of a further node are made the same way, with ports nobody uses.</summary>
    public IEnumerable<string> NodeArguments(int index, string masterKey) =>
    [
        "--Ucm:Mode=Node", $"--Ucm:DataDirectory={Data(index)}", $"--Ucm:MasterKey:Path={masterKey}",
        "--Ucm:Storage:Provider=PostgreSql", $"--Ucm:Storage:ConnectionString={Database}",
        "--Ucm:Cluster:AdvertisedAddress=127.0.0.1", $"--Ucm:Cluster:ClusterId={ClusterId}", $"--Ucm:Cluster:SiloPort={StandaloneServer.FreePort()}",
        $"--Ucm:Cluster:GatewayPort={(index == 0 ? gateway : 0)}", .. Http(index),
    ];

    /// <summary>Of the frontend as 2; a further one has a number beyond.</summary>
    public IEnumerable<string> FrontendArguments(int port, int process) =>
    [
        $"--Ucm:Cluster:Gateways=127.0.0.1:{port}", $"--Ucm:Cluster:ClusterId={ClusterId}", $"--Ucm:Cluster:Tls:CertificatePath={folder}/frontend/frontend.pem",
        $"--Ucm:Cluster:Tls:KeyPath={folder}/frontend/frontend.key", $"--Ucm:Cluster:Tls:AuthorityPath={folder}/frontend/cluster.pem", .. Http(process),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (ServerProcess[])[Frontend, .. Nodes])
        {
            await process.DisposeAsync();
        }

        await postgres!.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private IEnumerable<string> Http(int process) =>
    [
        $"--Ucm:Http:HttpsPort={(process < https.Length ? https[process] : StandaloneServer.FreePort())}", $"--Ucm:Http:HttpPort={StandaloneServer.FreePort()}",
        "--Ucm:PublicUrls:Https=https://localhost", "--Ucm:PublicUrls:Http=http://localhost",
    ];

    private async Task ChangePassword()
    {
        // Each node wrote a password before it knew which of them would make the user; a slow one may not have taken its own back yet.
        var (first, rest) = await Eventually.Get(FirstSignIn, static found => found.Client is not null);
        using var signedIn = rest!;
        using var answer = await signedIn.Http.PostAsJsonAsync("/api/auth/password", new { current_password = first, new_password = AdminPassword });
        answer.EnsureSuccessStatusCode();
    }

    private async Task<(string Password, RestClient? Client)> FirstSignIn()
    {
        foreach (var file in Enumerable.Range(0, 2).Select(Password).Where(File.Exists))
        {
            var password = (await File.ReadAllTextAsync(file)).Trim();
            var rest = await RestClient.SignIn(Client(0), password);
            if (rest.IsSignedIn)
            {
                return (password, rest);
            }

            rest.Dispose();
        }

        return (string.Empty, null);
    }

    private async Task WriteMasterKey()
    {
        await File.WriteAllBytesAsync(MasterKey, RandomNumberGenerator.GetBytes(32));
        File.SetUnixFileMode(MasterKey, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private async Task Enroll()
    {
        var enrolled = await Tool.Run(
            "dotnet",
            [Repository.SiloDll, "frontend", "enroll", "--name", "first", "--out", $"{folder}/frontend", $"--Ucm:MasterKey:Path={MasterKey}", $"--Ucm:Cluster:ClusterId={ClusterId}"]);
        Assert.True(enrolled.ExitCode == 0, enrolled.All);
    }
}
