using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>A server for real clients, and its DNS, where every name is 127.0.0.1.</summary>
public sealed class AcmeClientServer : IAsyncLifetime
{
    private StandaloneServer? server;
    private ChallengeTestServer? dns;

    public StandaloneServer Server => server!;

    internal ChallengeTestServer Dns => dns!;

    public async ValueTask InitializeAsync()
    {
        dns = await ChallengeTestServer.Start();
        server = new StandaloneServer(new() { ["Ucm:Acme:Validation:DnsServers"] = dns.DnsServer });
        await server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (dns?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
