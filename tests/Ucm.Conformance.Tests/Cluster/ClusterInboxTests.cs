using Ucm.Conformance.Tests.Inbox;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Through two frontends of a cluster: what one is asked the other decides.</summary>
[Trait("needs", "server")]
[Collection(LocalClusterCollection.Name)]
public sealed class ClusterInboxTests(LocalCluster cluster) : InboxRows
{
    private protected override HttpClient Open(int entry) => cluster.Client(Entry(entry));

    private protected override string AdminPassword => cluster.AdminPassword;

    private static string Entry(int entry) => entry == 0 ? "UCM_FRONTEND1_HTTPS" : "UCM_FRONTEND2_HTTPS";
}
