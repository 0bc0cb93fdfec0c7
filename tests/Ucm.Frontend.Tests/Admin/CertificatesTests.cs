using Bunit;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Admin.Pages;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using TestContext = Xunit.TestContext;

namespace Ucm.Frontend.Tests.Admin;

public sealed class CertificatesTests
{
    [Fact]
    public async Task List_WhileLoading_ShowsSkeletons()
    {
        await using var context = new ConsoleContext(Roles.Viewer);
        context.Search.ListCertificates(default!, default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(new TaskCompletionSource<Outcome<CertificatePage>>().Task);

        var page = context.Render<Certificates>();

        page.Find("[aria-busy=true] .skeletons").ShouldNotBeNull();
    }

    [Fact]
    public async Task List_WithCertificates_ShowsThemWithLinks()
    {
        await using var context = Listing([Samples.Certificate()]);

        var page = context.Render<Certificates>();

        page.WaitForAssertion(() => page.Find("tbody a").GetAttribute("href").ShouldBe($"/certificates/{Samples.Key.ToId()}"));
        page.Find("tbody").TextContent.ShouldContain("www.example.org");
        page.Find("tbody").TextContent.ShouldContain("Valid");
    }

    [Fact]
    public async Task List_WithNothingYet_SaysHowToIssue()
    {
        await using var context = Listing([]);

        var page = context.Render<Certificates>();

        page.WaitForAssertion(() => page.Find(".empty").TextContent.ShouldContain("/acme/directory"));
    }

    [Fact]
    public async Task List_WithAFilterThatMatchesNothing_OffersAll()
    {
        await using var context = Listing([]);
        context.Navigation.NavigateTo("/certificates?text=nothing");

        var page = context.Render<Certificates>();

        page.WaitForAssertion(() => page.Find(".empty a").GetAttribute("href").ShouldBe("/certificates"));
    }

    [Fact]
    public async Task List_WhenRefused_ShowsWhyAndTriesAgain()
    {
        await using var context = new ConsoleContext(Roles.Viewer);
        context.Search.ListCertificates(default!, default!, TestContext.Current.CancellationToken)
            .ReturnsForAnyArgs((Outcome<CertificatePage>)new Refusal(RefusalCode.Unavailable, "The database is away."));
        var page = context.Render<Certificates>();
        page.WaitForAssertion(() => page.Find("[role=alert]").TextContent.ShouldContain("The database is away."));

        context.Search.ListCertificates(default!, default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(Page([Samples.Certificate()]));
        page.Find("[role=alert] fluent-button").Click();

        page.WaitForAssertion(() => page.FindAll("tbody tr").Count.ShouldBe(1));
    }

    [Fact]
    public async Task List_TakesItsFilterFromTheUrl()
    {
        await using var context = Listing([]);
        context.Navigation.NavigateTo("/certificates?text=www&status=valid&profile=tls-server&authority=issuing&expires=30&after=here");

        context.Render<Certificates>();

        await context.Search.Received(1).ListCertificates(
            new CertificateQuery(
                Samples.Key.Authority, CertificateStatus.Good, "tls-server", "www", Samples.Now.AddDays(30), Samples.Now, "here", CertificateListFilter.PageSize),
            Arg.Any<Caller>(),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Filter_WhenChanged_GoesIntoTheUrlAndDropsTheCursor()
    {
        await using var context = Listing([Samples.Certificate()]);
        context.Navigation.NavigateTo("/certificates?text=www&after=here");
        var page = context.Render<Certificates>();

        page.Find("#filter-status").Change("revoked");

        context.Navigation.Uri.ShouldEndWith("/certificates?text=www&status=revoked");
    }

    [Fact]
    public async Task Pager_GoesToOlderPagesAndBack()
    {
        await using var context = Listing([Samples.Certificate()], next: "second");
        context.Navigation.NavigateTo("/certificates");
        var page = context.Render<Certificates>();
        page.WaitForAssertion(() => page.FindAll(".pager fluent-button").Count.ShouldBe(2));

        page.FindAll(".pager fluent-button")[1].Click();
        page.WaitForAssertion(() => context.Navigation.Uri.ShouldEndWith("?after=second"));
        page.FindAll(".pager fluent-button")[0].Click();

        page.WaitForAssertion(() => context.Navigation.Uri.ShouldEndWith("/certificates"));
    }

    private static ConsoleContext Listing(CertificateRecord[] items, string? next = null)
    {
        var context = new ConsoleContext(Roles.Viewer);
        context.Search.ListCertificates(default!, default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(Page(items, next));
        return context;
    }

    private static Outcome<CertificatePage> Page(CertificateRecord[] items, string? next = null) => new CertificatePage([.. items], next);
}
