using Ucm.Conformance.Tests.Admin;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Through two frontends of a cluster: one makes the authority, by the other it issues.</summary>
[Trait("needs", "server")]
[Collection(LocalClusterCollection.Name)]
public sealed class ClusterCreateAuthorityTests(LocalCluster cluster) : CreateAuthorityRows
{
    private protected override Task<RestClient> SignIn(int entry) => cluster.SignIn(entry == 0 ? "UCM_FRONTEND1_HTTPS" : "UCM_FRONTEND2_HTTPS");
}
