using Ucm.Conformance.Tests.Cluster;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>An installation with two ways in, for rows that begin at one (0) and go on at the other (1).</summary>
internal interface IAcmeSite
{
    /// <summary>Where http-01 challenges are fetched.</summary>
    int ChallengePort { get; }

    /// <summary>PEM file of the root.</summary>
    string RootFile { get; }

    RawAcmeClient Client(int entry);

    Task<RestClient> SignIn(int entry);
}

/// <summary>One process: both ways are the same.</summary>
internal sealed class StandaloneSite(StandaloneServer server) : IAcmeSite
{
    public int ChallengePort => server.AcmeHttpPort;

    public string RootFile => server.RootFile;

    public RawAcmeClient Client(int entry) => new(server);

    public Task<RestClient> SignIn(int entry) => RestClient.SignIn(server);
}

/// <summary>Two frontends of a cluster, past the proxy.</summary>
internal sealed class ClusterSite(LocalCluster cluster) : IAcmeSite
{
    public int ChallengePort => int.Parse(cluster["UCM_ACME_HTTP_PORT"], System.Globalization.CultureInfo.InvariantCulture);

    public string RootFile => cluster["UCM_ROOT"];

    public RawAcmeClient Client(int entry) => new(cluster.Client(Name(entry)), cluster[Name(entry)].TrimEnd('/'));

    public Task<RestClient> SignIn(int entry) => cluster.SignIn(Name(entry));

    private static string Name(int entry) => entry == 0 ? "UCM_FRONTEND1_HTTPS" : "UCM_FRONTEND2_HTTPS";
}
