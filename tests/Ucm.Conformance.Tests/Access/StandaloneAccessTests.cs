using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Access;

/// <summary>On one process.</summary>
[Trait("needs", "server")]
public sealed class StandaloneAccessTests(StandaloneServer server) : AccessProofRows, IClassFixture<StandaloneServer>
{
    private protected override HttpClient Open(int entry) => server.CreateClient();

    private protected override string AdminPassword => StandaloneServer.AdminPassword;
}
