using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>One server for clients that change nothing in it but their own accounts. They take turns at its port for http-01.</summary>
[CollectionDefinition(Name)]
public sealed class AcmeServerCollection : ICollectionFixture<StandaloneServer>
{
    public const string Name = "ACME server";
}
