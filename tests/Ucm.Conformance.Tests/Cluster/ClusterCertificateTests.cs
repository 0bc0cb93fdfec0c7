using Ucm.Conformance.Tests.Certificates;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Through two frontends of a cluster: what is changed at one is seen at the other.</summary>
[Trait("needs", "server")]
[Collection(LocalClusterCollection.Name)]
public sealed class ClusterCertificateTests(LocalCluster cluster) : CertificateRows
{
    private protected override HttpClient Open(int entry) => cluster.Client(entry == 0 ? "UCM_FRONTEND1_HTTPS" : "UCM_FRONTEND2_HTTPS");

    private protected override string AdminPassword => cluster.AdminPassword;
}
