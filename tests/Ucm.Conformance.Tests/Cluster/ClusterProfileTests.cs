using Ucm.Conformance.Tests.Admin;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Through two frontends of a cluster: what one changes the other issues by.</summary>
[Trait("needs", "server")]
[Collection(LocalClusterCollection.Name)]
public sealed class ClusterProfileTests(LocalCluster cluster) : ProfileRows
{
    private protected override Task<RestClient> SignIn(int entry) => cluster.SignIn(entry == 0 ? "UCM_FRONTEND1_HTTPS" : "UCM_FRONTEND2_HTTPS");
}
