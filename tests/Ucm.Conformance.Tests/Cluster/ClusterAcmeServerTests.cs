using System.Globalization;
using Ucm.Conformance.Tests.Acme;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Through two frontends of a cluster: what is begun at one is finished at the other.</summary>
[Trait("needs", "server")]
[Collection(LocalClusterCollection.Name)]
public sealed class ClusterAcmeServerTests(LocalCluster cluster) : AcmeServerRows
{
    private protected override int ChallengePort => int.Parse(cluster["UCM_ACME_HTTP_PORT"], CultureInfo.InvariantCulture);

    private protected override Task<RestClient> SignIn(int entry) => cluster.SignIn(Entry(entry));

    private protected override RawAcmeClient Client(int entry) => new(cluster.Client(Entry(entry)), cluster[Entry(entry)]);

    private static string Entry(int entry) => entry == 0 ? "UCM_FRONTEND1_HTTPS" : "UCM_FRONTEND2_HTTPS";
}
