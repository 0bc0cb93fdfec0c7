using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>On one process.</summary>
[Trait("needs", "server")]
public sealed class StandaloneAcmeServerTests(StandaloneServer server) : AcmeServerRows, IClassFixture<StandaloneServer>
{
    private protected override int ChallengePort => server.AcmeHttpPort;

    private protected override Task<RestClient> SignIn(int entry) => RestClient.SignIn(server);

    private protected override RawAcmeClient Client(int entry) => new(server);
}
