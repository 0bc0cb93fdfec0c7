using System.Text;
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
        var meta = JsonNode.Parse((await directory.Get("default", Token)).Body.Span)!["meta"]!;

        meta.ToJsonString().ShouldBe(
            """{"termsOfService":"https://ca.test/terms","website":"https://ca.test/about","caaIdentities":["ca.test"],"externalAccountRequired":true,"profiles":{"web":"Web servers"}}""");
    }

    [Fact]
    public async Task Get_ServerThatThereIsNot_IsNotFound()
    {
        silo.Get("nothing", Arg.Any<CancellationToken>()).Returns(new Refusal(RefusalCode.NotFound, "There is no ACME server nothing."));

        var reply = await directory.Get("nothing", Token);

        reply.Status.ShouldBe(404);
        Encoding.UTF8.GetString(reply.Body.Span).ShouldContain("There is no ACME server nothing.");
    }

    [Fact]
    public async Task Get_OfANamedServer_AccountsAndOrdersAreMadeBelowItsName()
    {
        silo.Get("internal", Arg.Any<CancellationToken>()).Returns(new AcmeOffer([], null, null, false, []));

        var json = JsonNode.Parse((await directory.Get("internal", Token)).Body.Span)!;

        ((string?)json["newAccount"]).ShouldBe("https://ca.test/acme/internal/new-account");
        ((string?)json["newOrder"]).ShouldBe("https://ca.test/acme/internal/new-order");
        ((string?)json["newNonce"]).ShouldBe("https://ca.test/acme/new-nonce");
    }

    [Fact]
    public async Task Get_SeveralProfiles_StandInTheOrderOfTheServer()
    {
        Offers(new AcmeOffer([new OfferedProfile("zebra", "Z"), new OfferedProfile("ape", "A")], null, null, false, []));

        var meta = JsonNode.Parse((await directory.Get("default", Token)).Body.Span)!["meta"]!;

        meta.ToJsonString().ShouldBe("""{"profiles":{"zebra":"Z","ape":"A"}}""");
    }

    [Fact]
    public async Task Get_WithinASecond_AsksOnce_AndAfterItAgain()
    {
        await directory.Get("default", Token);
        await directory.Get("default", Token);
        await silo.Received(1).Get("default", Arg.Any<CancellationToken>());

        clock.Advance(TimeSpan.FromSeconds(1));
        Offers(new AcmeOffer([], null, null, false, []));

        var meta = JsonNode.Parse((await directory.Get("default", Token)).Body.Span)!["meta"]!;
        meta.ToJsonString().ShouldBe("""{"profiles":{}}""");
    }

    [Fact]
    public async Task Get_SiloCannotConfirmItsView_IsAProblemWithRetryAfter()
    {
        silo.Get("default", Arg.Any<CancellationToken>()).Returns(new Refusal(RefusalCode.AuthorityUnavailable, "Not confirmed.", TimeSpan.FromSeconds(2)));

        var reply = await directory.Get("default", Token);

        reply.Status.ShouldBe(503);
        reply.RetryAfter.ShouldBe(TimeSpan.FromSeconds(2));
    }

    private void Offers(AcmeOffer offer) => silo.Get("default", Arg.Any<CancellationToken>()).Returns(offer);
}
