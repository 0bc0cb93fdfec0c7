using Ucm.Conformance.Tests.Access;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Through two frontends of a cluster: whom one makes the other lets in.</summary>
[Trait("needs", "server")]
[Collection(LocalClusterCollection.Name)]
public sealed class ClusterAccessTests(LocalCluster cluster) : AccessProofRows
{
    private protected override HttpClient Open(int entry) => cluster.Client(Entry(entry));

    private protected override string AdminPassword => cluster.AdminPassword;

    private static string Entry(int entry) => entry == 0 ? "UCM_FRONTEND1_HTTPS" : "UCM_FRONTEND2_HTTPS";
}
