using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>A server that enforces CAA as <c>ca.example</c> and whose DNS is pebble's challenge test server.</summary>
public sealed class ChallengeFixture : IAsyncLifetime
{
    private ChallengeTestServer? dns;
    private StandaloneServer? server;

    public StandaloneServer Server => server!;

    internal ChallengeTestServer Dns => dns!;

    public async ValueTask InitializeAsync()
    {
        dns = await ChallengeTestServer.Start();
        server = new StandaloneServer(new()
        {
            ["Ucm:Acme:Validation:DnsServers"] = dns.DnsServer,
            ["Ucm:Acme:Caa"] = "Enforce",
            ["Ucm:Acme:CaaIdentities:0"] = "ca.example",
        });
        await server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Dns.DisposeAsync();
    }
}
