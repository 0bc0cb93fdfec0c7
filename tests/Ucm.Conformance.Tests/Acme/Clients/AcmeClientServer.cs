using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>A server for real clients, and its DNS, where every name is 127.0.0.1.</summary>
public sealed class AcmeClientServer : IAsyncLifetime
{
    private StandaloneServer? server;
    private ChallengeTestServer? dns;

    public StandaloneServer Server => server!;

    /// <summary>Where tls-alpn-01 asks instead of port 443.</summary>
    public int TlsPort { get; } = StandaloneServer.FreePort();

    internal ChallengeTestServer Dns => dns!;

    public async ValueTask InitializeAsync()
    {
        dns = await ChallengeTestServer.Start();
        server = new StandaloneServer(new()
        {
            ["Ucm:Acme:Validation:DnsServers"] = dns.DnsServer,
            ["Ucm:Acme:Validation:TlsAlpnPort"] = $"{TlsPort}",
        });
        await server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (dns?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
