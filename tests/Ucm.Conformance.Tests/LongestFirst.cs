using Ucm.Conformance.Tests;
using Ucm.Conformance.Tests.Acme;
using Ucm.Conformance.Tests.Acme.Clients;
using Ucm.Conformance.Tests.Cluster;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Ucm.Conformance.Tests;

/// <summary>Begins the classes that take longest, because one that began last would be alone at the end. The others follow in the usual, random order.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [nameof(AcmeFlowTests), nameof(OutageTests), AcmeServerCollection.Name, AcmeClientCollection.Name];

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection =>
        [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections).OrderBy(static collection => !IsLong(collection.TestCollectionDisplayName))];

    private static bool IsLong(string name) => Long.Any(part => name.Contains(part, StringComparison.Ordinal));
}
