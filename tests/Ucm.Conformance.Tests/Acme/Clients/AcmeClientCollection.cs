namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>The ACME clients that Debian has. They share one server and take turns at its ports for challenges.</summary>
[CollectionDefinition(Name)]
public sealed class AcmeClientCollection : ICollectionFixture<AcmeClientServer>
{
    public const string Name = "ACME clients";
}
