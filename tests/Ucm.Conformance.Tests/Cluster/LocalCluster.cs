using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>The cluster of deploy/local/cluster.sh: real processes, one PostgreSQL, a proxy. Whoever kills something starts it again.</summary>
public sealed class LocalCluster : IAsyncLifetime
{
    private readonly string directory = Path.Combine(Directory.CreateTempSubdirectory("ucm-cluster-test-").FullName, "cluster");
    private Dictionary<string, string> settings = [];

    public string this[string name] => settings[name];

    public string AdminPassword => settings["UCM_ADMIN_PASSWORD"];

    public async ValueTask InitializeAsync()
    {
        FastRun.MayNotStart("a cluster");
        try
        {
            await Run("up");
        }
        catch
        {
            await Run("destroy", "--yes");
            throw;
        }

        settings = (await File.ReadAllLinesAsync(Path.Combine(directory, "cluster.env")))
            .Select(static line => line.Split('=', 2))
            .ToDictionary(static parts => parts[0], static parts => parts[1].Trim('\''));
    }

    public async ValueTask DisposeAsync()
    {
        await Run("destroy", "--yes");
        Directory.Delete(Path.GetDirectoryName(directory)!, recursive: true);
    }

    /// <summary><c>kill silo1</c> and the like; a failure is the test's failure.</summary>
    public async Task<string> Run(params string[] arguments)
    {
        var result = await TryRun(arguments);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"cluster.sh {string.Join(' ', arguments)} ended with {result.ExitCode}:\n{result.All}");
    }

    internal Task<ToolResult> TryRun(params string[] arguments) => Tool.Run(
        "bash",
        [Path.Combine(Repository.Root, "deploy", "local", "cluster.sh"), .. arguments],
        new() { ["UCM_CLUSTER_DIR"] = directory, ["UCM_CONFIGURATION"] = Repository.Configuration, ["UCM_EXTRA"] = "--Ucm:RateLimits:Enabled=false" },
        limit: TimeSpan.FromMinutes(5));

    public int ProcessId(string name) => int.Parse(File.ReadAllText(Path.Combine(directory, "pids", name)), System.Globalization.CultureInfo.InvariantCulture);

    public string PathOf(string name) => Path.Combine(directory, name);

    /// <summary>A client of one entry (<c>UCM_FRONTEND1_HTTPS</c>) that trusts the cluster's root and nothing else.</summary>
    /// <param name="from">The client's own address of 127.0.0.0/8; null for any.</param>
    public HttpClient Client(string entry = "UCM_HTTPS", System.Net.IPAddress? from = null) => Clients.Trusting(settings["UCM_ROOT"], new Uri(settings[entry]), from);

    internal async Task<RestClient> SignIn(string entry = "UCM_HTTPS") => await RestClient.SignIn(Client(entry), AdminPassword);
}

/// <summary>Alone, because it kills processes and counts failures.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LocalClusterCollection : ICollectionFixture<LocalCluster>
{
    public const string Name = "local cluster";
}
