using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>The Orleans ports of a standalone server: every user of the machine reaches loopback.</summary>
[Trait("needs", "server")]
public sealed class StandaloneLinksTests : IAsyncLifetime
{
    private readonly int siloPort = StandaloneServer.FreePort();
    private readonly int gatewayPort = StandaloneServer.FreePort();
    private readonly StandaloneServer server;

    public StandaloneLinksTests() => server = new StandaloneServer(new() { ["Ucm:Cluster:SiloPort"] = $"{siloPort}", ["Ucm:Cluster:GatewayPort"] = $"{gatewayPort}" });

    public async ValueTask InitializeAsync() => await server.Start();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Ports_OfAStranger_SayNothingAndHangUp()
    {
        foreach (var port in (int[])[siloPort, gatewayPort])
        {
            using var plain = await RawLink.Open(port);
            using var stranger = await RawLink.Open(port);

            (await plain.IsSpokenTo()).ShouldBeFalse();
            (await stranger.IsLetIn(own: null)).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Gateway_OfAPlainClient_IsClosed() => await Should.ThrowAsync<Exception>(() => LinkClient.Connect(
        [gatewayPort], static client => client.Configure<Orleans.Configuration.ClusterOptions>(static options => (options.ClusterId, options.ServiceId) = ("ucm", "ucm"))));
}
