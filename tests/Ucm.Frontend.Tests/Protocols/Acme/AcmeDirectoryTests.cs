using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Protocols.Acme;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Protocols.Acme;

/// <summary>What a frontend's directory says comes from the silos.</summary>
public sealed class AcmeDirectoryTests
{
    private readonly IAcmeDirectoryGrain silo = Substitute.For<IAcmeDirectoryGrain>();
    private readonly FakeTimeProvider clock = new();
    private readonly AcmeDirectory directory;

    public AcmeDirectoryTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IAcmeDirectoryGrain>(0, null).Returns(silo);
        directory = new AcmeDirectory(new AcmeUrls(new PublicUrls("https://ca.test", "http://ca.test")), new AcmeOffers(grains, clock));
        Offers(new AcmeOffer([new OfferedProfile("web", "Web servers")], "https://ca.test/terms", "https://ca.test/about", true, ["ca.test"]));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_Meta_IsAsTheSilosSay()
    {
        var meta = JsonNode.Parse((await directory.Get(null, Token)).Body.Span)!["meta"]!;

        meta.ToJsonString().ShouldBe(
            """{"termsOfService":"https://ca.test/terms","website":"https://ca.test/about","caaIdentities":["ca.test"],"externalAccountRequired":true,"profiles":{"web":"Web servers"}}""");
    }

    [Fact]
    public async Task Get_ProfileThatIsNotOffered_IsNotFound()
    {
        (await directory.Get("web", Token)).Status.ShouldBe(200);
        (await directory.Get("ocsp-signing", Token)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Get_WithinASecond_AsksOnce_AndAfterItAgain()
    {
        await directory.Get(null, Token);
        await directory.Get(null, Token);
        await silo.Received(1).Get(Arg.Any<CancellationToken>());

        clock.Advance(TimeSpan.FromSeconds(1));
        Offers(new AcmeOffer([], null, null, false, []));

        (await directory.Get("web", Token)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Get_SiloCannotConfirmItsView_IsAProblemWithRetryAfter()
    {
        silo.Get(Arg.Any<CancellationToken>()).Returns(new Refusal(RefusalCode.AuthorityUnavailable, "Not confirmed.", TimeSpan.FromSeconds(2)));

        var reply = await directory.Get(null, Token);

        reply.Status.ShouldBe(503);
        reply.RetryAfter.ShouldBe(TimeSpan.FromSeconds(2));
    }

    private void Offers(AcmeOffer offer) => silo.Get(Arg.Any<CancellationToken>()).Returns(offer);
}
