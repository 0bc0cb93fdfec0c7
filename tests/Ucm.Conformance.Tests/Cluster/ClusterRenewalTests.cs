using Ucm.Conformance.Tests.Acme;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Through two frontends of a cluster.</summary>
[Trait("needs", "server")]
[Collection(LocalClusterCollection.Name)]
public sealed class ClusterRenewalTests(LocalCluster cluster) : RenewalRows(new ClusterSite(cluster));
