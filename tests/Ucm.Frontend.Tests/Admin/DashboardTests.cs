using Bunit;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Admin.Pages;
using Ucm.Grains.Interfaces.Audit;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using TestContext = Xunit.TestContext;

namespace Ucm.Frontend.Tests.Admin;

public sealed class DashboardTests
{
    [Fact]
    public async Task Dashboard_WhileCountsAreNotThere_ShowsSkeletons()
    {
        await using var context = new ConsoleContext(Roles.Viewer);
        var pending = new TaskCompletionSource<Outcome<CertificateCounts>>();
        context.Search.CountCertificates(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(pending.Task);

        var page = context.Render<Dashboard>();

        page.FindAll(".tile-count").Select(static tile => tile.TextContent.Trim()).ShouldBe(["", "", "", "", ""]);
        page.FindAll(".tile-count > *").Count.ShouldBe(5);
        pending.SetResult(new CertificateCounts(1, 2, 3, 4, 5));
        page.WaitForAssertion(() => page.FindAll(".tile-count").Select(static tile => tile.TextContent.Trim()).ShouldBe(["1", "2", "3", "4", "5"]));
    }

    [Fact]
    public async Task Dashboard_AfterAPeriod_CountsAgainWithoutKeepingTheSessionAlive()
    {
        await using var context = Counting(1);
        var page = context.Render<Dashboard>();
        page.WaitForAssertion(() => page.Find(".tile-count").TextContent.Trim().ShouldBe("1"));

        context.Search.CountCertificates(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs((Outcome<CertificateCounts>)new CertificateCounts(2, 0, 0, 0, 0));
        context.Session.ClearReceivedCalls();
        context.Clock.Advance(Dashboard.Period);

        page.WaitForAssertion(() => page.Find(".tile-count").TextContent.Trim().ShouldBe("2"));
        await context.Session.Received().Check(false, Arg.Any<CancellationToken>());
        await context.Session.DidNotReceive().Check(true, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Dashboard_WhenTheClusterIsAway_SaysSoAndRecovers()
    {
        await using var context = new ConsoleContext(Roles.Viewer);
        context.Search.CountCertificates(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(Task.FromException<Outcome<CertificateCounts>>(new TimeoutException()));

        var page = context.Render<Dashboard>();

        page.WaitForAssertion(() => page.Find("[role=alert]").TextContent.ShouldContain("could not answer"));
        context.Search.CountCertificates(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs((Outcome<CertificateCounts>)new CertificateCounts(9, 0, 0, 0, 0));
        context.Clock.Advance(Dashboard.Period);
        page.WaitForAssertion(() => page.Find(".tile-count").TextContent.Trim().ShouldBe("9"));
        page.FindAll("[role=alert]").ShouldBeEmpty();
    }

    [Fact]
    public async Task Dashboard_WhenACountIsCancelledElsewhere_CountsAgain()
    {
        await using var context = Counting(1);
        var page = context.Render<Dashboard>();
        page.WaitForAssertion(() => page.Find(".tile-count").TextContent.Trim().ShouldBe("1"));
        var asked = new TaskCompletionSource();
        context.Search.CountCertificates(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(_ =>
        {
            asked.TrySetResult();
            return Task.FromException<Outcome<CertificateCounts>>(new OperationCanceledException());
        });
        context.Clock.Advance(Dashboard.Period);
        await asked.Task;

        context.Search.CountCertificates(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs((Outcome<CertificateCounts>)new CertificateCounts(2, 0, 0, 0, 0));
        context.Clock.Advance(Dashboard.Period);

        page.WaitForAssertion(() => page.Find(".tile-count").TextContent.Trim().ShouldBe("2"));
    }

    [Fact]
    public async Task Dashboard_WhenTheSessionHasEnded_AsksNothingAndLeavesForTheSignIn()
    {
        await using var context = Counting(1);
        context.EndSession();

        context.Render<Dashboard>();

        context.Navigation.Uri.ShouldEndWith("/login?returnUrl=%2F&ended=true");
        context.Search.ReceivedCalls().ShouldBeEmpty();
    }

    [Fact]
    public async Task Dashboard_ForSomebodyWithoutPermission_IsForbidden()
    {
        await using var context = Counting(1);
        context.Permissions = [];

        var page = context.Render<Dashboard>();

        page.WaitForAssertion(() => page.FindAll("[role=alert]").ShouldNotBeEmpty());
        context.Search.ReceivedCalls().ShouldBeEmpty();
    }

    [Fact]
    public async Task Dashboard_ForAViewer_HasNoAudit()
    {
        await using var context = Counting(1);

        var page = context.Render<Dashboard>();

        page.WaitForAssertion(() => page.Markup.ShouldContain("Issuing CA"));
        page.Markup.ShouldNotContain("Latest events");
    }

    [Fact]
    public async Task Dashboard_ForAnAuditor_ListsEventsAndLinksToTheirCertificates()
    {
        await using var context = Counting(1, Roles.Auditor);
        var row = new AuditRecord(1, Samples.Now, "user:admin", null, "certificate.issue", $"certificate:{Samples.Key.ToId()}", "{}");
        context.Search.ListAudit(default, default, default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs((Outcome<AuditPage>)new AuditPage([row], null));

        var page = context.Render<Dashboard>();

        page.WaitForAssertion(() => page.Find(".events a").GetAttribute("href").ShouldBe($"/certificates/{Samples.Key.ToId()}"));
    }

    [Fact]
    public async Task Dashboard_AnActOfSeveralSteps_IsOneRowInPlainWords()
    {
        await using var context = Counting(1, Roles.Auditor);
        AuditRecord[] rows =
        [
            new(3, Samples.Now, "user:ann", null, "certificate.issue", $"certificate:{Samples.Key.ToId()}", "{}"),
            new(2, Samples.Now, "user:ann", null, "certificate.reserve", $"certificate:{Samples.Key.ToId()}", "{}"),
            new(1, Samples.Now, "system:crl", null, "something.new", "authority:issuing", "{}"),
        ];
        context.Search.ListAudit(default, default, default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs((Outcome<AuditPage>)new AuditPage([.. rows], null));

        var page = context.Render<Dashboard>();

        page.WaitForAssertion(() => page.FindAll(".event-action").Select(static action => action.TextContent).ShouldBe(["Certificate issued", "something.new"]));
        page.FindAll(".events .muted").Select(static who => who.TextContent.Split('·')[0].Trim()).ShouldBe(["ann", "the platform"]);
        page.FindAll(".event-target")[1].TextContent.Trim().ShouldBe("issuing");
    }

    [Fact]
    public async Task Dashboard_TellsTheAgeOfEachCrl_AndWhenItIsLate()
    {
        await using var context = Counting(1);
        var page = context.Render<Dashboard>();
        page.WaitForAssertion(() => page.Find("[data-label=CRL]").TextContent.Trim().ShouldBe("2 hours ago"));

        context.Crl.PublishIfDue(TestContext.Current.CancellationToken)
            .ReturnsForAnyArgs((Outcome<PublishedCrl>)(Samples.Crl with { NextUpdate = Samples.Now.AddMinutes(-1) }));
        page = context.Render<Dashboard>();

        page.WaitForAssertion(() => page.Find("[data-label=CRL]").TextContent.Trim().ShouldBe("Overdue"));
    }

    [Fact]
    public async Task Dashboard_WithoutAuthorities_SaysWhatToDo()
    {
        await using var context = Counting(0);
        context.Catalog.List(Arg.Any<CancellationToken>()).Returns(new AuthorityCatalog([], 1));

        var page = context.Render<Dashboard>();

        page.WaitForAssertion(() => page.Find(".empty").TextContent.ShouldContain("No authority yet"));
    }

    private static ConsoleContext Counting(long valid, string role = Roles.Viewer)
    {
        var context = new ConsoleContext(role);
        context.Search.CountCertificates(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs((Outcome<CertificateCounts>)new CertificateCounts(valid, 0, 0, 0, 0));
        return context;
    }
}
