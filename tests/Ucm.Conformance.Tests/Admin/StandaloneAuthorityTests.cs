using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Admin;

/// <summary>On one process.</summary>
[Trait("needs", "server")]
public sealed class StandaloneAuthorityTests(StandaloneServer server) : CreateAuthorityRows, IClassFixture<StandaloneServer>
{
    private protected override Task<RestClient> SignIn(int entry) => RestClient.SignIn(server);
}
