using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Jobs;

/// <summary>On one process.</summary>
[Trait("needs", "server")]
public sealed class StandaloneJobTests(StandaloneServer server) : JobRows, IClassFixture<StandaloneServer>
{
    private protected override HttpClient Open(int entry) => server.CreateClient();

    private protected override string AdminPassword => StandaloneServer.AdminPassword;
}
