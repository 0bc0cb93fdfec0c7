using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Inbox;

/// <summary>On one process.</summary>
[Trait("needs", "server")]
public sealed class StandaloneInboxTests(StandaloneServer server) : InboxRows, IClassFixture<StandaloneServer>
{
    private protected override HttpClient Open(int entry) => server.CreateClient();

    private protected override string AdminPassword => StandaloneServer.AdminPassword;
}
