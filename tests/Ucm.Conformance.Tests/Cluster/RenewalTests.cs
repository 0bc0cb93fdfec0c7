using Shouldly;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Certificates that change while the cluster runs.</summary>
[Trait("needs", "server")]
public sealed class RenewalTests
{
    [Fact]
    public async Task SiloCertificate_AfterItsWholeLife_WasRenewedAndLinksStayed()
    {
        var clock = new ShiftedClock();
        using var key = LinkKeys.NewMasterKey();
        await using var silo = await LinkSilo.Start(key, clock: clock);
        await using var before = await LinkClient.Connect([silo.GatewayPort], LinkKeys.Frontend(key), LinkKeys.Authority(key), clock);
        await before.Call("before");
        var handshakes = silo.Count("gateway", "ok");

        // The test's frontend certificate is valid for a day, and a silo's is renewed after half of one.
        clock.Offset = TimeSpan.FromHours(23);
        await before.Call("kept");
        silo.Count("gateway", "ok").ShouldBe(handshakes);

        await using var after = await LinkClient.Connect([silo.GatewayPort], LinkKeys.Frontend(key), LinkKeys.Authority(key), clock);
        await after.Call("after");
    }

    [Fact]
    public async Task Gateway_OfAFrontendThatIsDeniedNow_CutsItsLinkAndLetsItInNoMore()
    {
        using var key = LinkKeys.NewMasterKey();
        await using var silo = await LinkSilo.Start(key);
        await using var other = await LinkClient.Connect([silo.GatewayPort], LinkKeys.Frontend(key, "good"), LinkKeys.Authority(key));
        using var stolen = await RawLink.Open(silo.GatewayPort);
        (await stolen.IsLetIn(LinkKeys.Frontend(key, "stolen"))).ShouldBeTrue();
        await using var bad = await LinkClient.Connect([silo.GatewayPort], LinkKeys.Frontend(key, "stolen"), LinkKeys.Authority(key));
        await bad.Call("before");
        var links = silo.Links.Count;

        silo.Deny("stolen");

        await Eventually.Get(() => Task.FromResult(silo.Links.Count), count => count < links, TimeSpan.FromSeconds(20));
        using var again = await RawLink.Open(silo.GatewayPort);
        (await again.IsLetIn(LinkKeys.Frontend(key, "stolen"))).ShouldBeFalse();
        await other.Call("goes on");
    }
}
