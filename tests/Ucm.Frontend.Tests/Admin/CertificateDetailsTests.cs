using Bunit;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Admin.Pages;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using TestContext = Xunit.TestContext;

namespace Ucm.Frontend.Tests.Admin;

public sealed class CertificateDetailsTests
{
    [Fact]
    public async Task Details_OfACertificate_ShowWhatItIs()
    {
        await using var context = Having(Samples.Certificate(), Roles.Viewer);

        var page = Show(context);

        page.WaitForAssertion(() => page.Find("h1").TextContent.ShouldBe("www.example.org"));
        page.Markup.ShouldContain("rest:admin:1");
        page.Markup.ShouldContain("-----BEGIN CERTIFICATE-----");
        page.FindAll("a[download]").Select(static link => link.GetAttribute("href"))
            .ShouldBe([$"/api/certificates/{Samples.Key.ToId()}/export?format=pem", $"/api/certificates/{Samples.Key.ToId()}/export?format=der"]);
    }

    [Fact]
    public async Task Details_ForAViewer_CannotRevoke()
    {
        await using var context = Having(Samples.Certificate(), Roles.Viewer);

        var page = Show(context);

        page.WaitForAssertion(() => page.Find("h1").TextContent.ShouldBe("www.example.org"));
        page.FindAll("#revoke").ShouldBeEmpty();
        page.FindAll("fluent-dialog").ShouldBeEmpty();
    }

    [Fact]
    public async Task Revoke_Confirmed_RevokesWithTheReasonAndShowsIt()
    {
        await using var context = Having(Samples.Certificate(), Roles.Operator);
        context.Certificate.Revoke(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(
            (Outcome<RevocationReceipt>)new RevocationReceipt(Samples.Key, 7, Samples.Now, RevocationReason.Superseded));
        var page = Show(context);
        page.WaitForElement("#revoke").Click();
        page.Find("#revoke-reason").Change(nameof(RevocationReason.Superseded));
        context.Certificate.Read(Arg.Any<Caller>(), Arg.Any<CancellationToken>())
            .Returns((Outcome<CertificateRecord>)Samples.Certificate(CertificateStatus.Revoked));

        page.Find("#revoke-confirm").Click();

        page.WaitForAssertion(() => page.Find("[role=status] fluent-message-bar").TextContent.ShouldContain("is revoked"));
        page.FindAll("#revoke").ShouldBeEmpty();
        page.Markup.ShouldContain("Superseded");
        await context.Certificate.Received(1).Revoke(
            Arg.Is<RevokeCommand>(static command => command.Reason == RevocationReason.Superseded && command.Caller.Name == "somebody"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Revoke_AfterTheSessionEnded_CallsNothing()
    {
        await using var context = Having(Samples.Certificate(), Roles.Operator);
        var page = Show(context);
        page.WaitForElement("#revoke");
        context.EndSession();
        context.Clock.Advance(TimeSpan.FromSeconds(2));

        page.Find("#revoke-confirm").Click();

        page.WaitForAssertion(() => context.Navigation.Uri.ShouldContain("/login?returnUrl="));
        await context.Certificate.DidNotReceiveWithAnyArgs().Revoke(default!, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Revoke_WhenRefused_SaysWhy()
    {
        await using var context = Having(Samples.Certificate(), Roles.Operator);
        context.Certificate.Revoke(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(
            (Outcome<RevocationReceipt>)new Refusal(RefusalCode.AlreadyRevoked, "It is revoked already."));
        var page = Show(context);
        page.WaitForElement("#revoke");

        page.Find("#revoke-confirm").Click();

        page.WaitForAssertion(() => page.Find("[role=alert]").TextContent.ShouldContain("It is revoked already."));
    }

    [Fact]
    public async Task Details_OnHold_CanBeReleased()
    {
        await using var context = Having(Samples.Certificate(CertificateStatus.OnHold), Roles.Operator);
        context.Certificate.Release(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(
            (Outcome<RevocationReceipt>)new RevocationReceipt(Samples.Key, 8, Samples.Now, RevocationReason.RemoveFromCrl));
        var page = Show(context);

        page.WaitForElement("#release").Click();

        page.WaitForAssertion(() => page.Find("[role=status] fluent-message-bar").TextContent.ShouldContain("valid again"));
    }

    [Fact]
    public async Task Details_OfAnUnknownCertificate_SaySo()
    {
        await using var context = Having(new Refusal(RefusalCode.NotFound, "There is no such certificate."), Roles.Viewer);

        var page = Show(context);

        page.WaitForAssertion(() => page.Find("[role=alert]").TextContent.ShouldContain("no such certificate"));
    }

    [Fact]
    public async Task Details_OfSomethingThatIsNoId_AskNoGrain()
    {
        await using var context = Having(Samples.Certificate(), Roles.Viewer);

        var page = context.Render<CertificateDetails>(static parameters => parameters.Add(static details => details.Id, "../../etc"));

        page.WaitForAssertion(() => page.Find("[role=alert]").TextContent.ShouldContain("no such certificate"));
        context.Certificate.ReceivedCalls().ShouldBeEmpty();
    }

    [Fact]
    public async Task Revoke_PageIsLeftMeanwhile_IsNotWithdrawn()
    {
        await using var context = Having(Samples.Certificate(), Roles.Operator);
        var (asked, receipt) = (new TaskCompletionSource<CancellationToken>(), new TaskCompletionSource<Outcome<RevocationReceipt>>());
        context.Certificate.Revoke(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(call => Note(receipt, asked, call.Arg<CancellationToken>()));
        var page = Show(context);
        page.WaitForElement("#revoke");

        page.Find("#revoke-confirm").Click();
        var withdrawn = await asked.Task;
        await context.DisposeComponentsAsync();

        withdrawn.IsCancellationRequested.ShouldBeFalse();
        receipt.SetResult(Receipt(7));
    }

    [Fact]
    public async Task Release_PageIsLeftMeanwhile_IsNotWithdrawn()
    {
        await using var context = Having(Samples.Certificate(CertificateStatus.OnHold), Roles.Operator);
        var (asked, receipt) = (new TaskCompletionSource<CancellationToken>(), new TaskCompletionSource<Outcome<RevocationReceipt>>());
        context.Certificate.Release(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(call => Note(receipt, asked, call.Arg<CancellationToken>()));
        var page = Show(context);

        page.WaitForElement("#release").Click();
        var withdrawn = await asked.Task;
        await context.DisposeComponentsAsync();

        withdrawn.IsCancellationRequested.ShouldBeFalse();
        receipt.SetResult(Receipt(8));
    }

    [Fact]
    public async Task Details_OfAnotherCertificateMeanwhile_ALateAnswerIsNotShown()
    {
        await using var context = Having(Samples.Certificate(), Roles.Viewer);
        var late = new TaskCompletionSource<Outcome<CertificateRecord>>();
        context.Certificate.Read(Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns(late.Task);
        var page = Show(context);
        ShowOther(context, page);

        await page.InvokeAsync(() => late.SetResult(Samples.Certificate()));

        page.Find("h1").TextContent.ShouldBe("other.example.org");
    }

    [Fact]
    public async Task Revoke_AnotherCertificateMeanwhile_ItsOutcomeIsNotShownThere()
    {
        await using var context = Having(Samples.Certificate(), Roles.Operator);
        var receipt = new TaskCompletionSource<Outcome<RevocationReceipt>>();
        context.Certificate.Revoke(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(receipt.Task);
        var page = Show(context);
        page.WaitForElement("#revoke");
        page.Find("#revoke-confirm").Click();
        ShowOther(context, page);

        await page.InvokeAsync(() => receipt.SetResult(Receipt(7)));

        page.FindAll("[role=status] fluent-message-bar").ShouldBeEmpty();
    }

    private static Task<Outcome<RevocationReceipt>> Note(
        TaskCompletionSource<Outcome<RevocationReceipt>> receipt, TaskCompletionSource<CancellationToken> asked, CancellationToken cancellationToken)
    {
        asked.TrySetResult(cancellationToken);
        return receipt.Task;
    }

    private static RevocationReceipt Receipt(long sequence) => new(Samples.Key, sequence, Samples.Now, RevocationReason.Unspecified);

    private static void ShowOther(ConsoleContext context, IRenderedComponent<CertificateDetails> page)
    {
        var key = Samples.Key with { Serial = SerialNumber.Parse("01ac") };
        var grain = Substitute.For<ICertificateGrain>();
        context.Grains.GetGrain<ICertificateGrain>(key.ToString(), null).Returns(grain);
        grain.Read(Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns((Outcome<CertificateRecord>)(Samples.Certificate() with
        {
            Key = key,
            Subject = "CN=other.example.org",
            Names = [new SubjectName(SubjectNameKind.Dns, "other.example.org")],
        }));
        page.Render(parameters => parameters.Add(static details => details.Id, key.ToId()));
        page.WaitForAssertion(() => page.Find("h1").TextContent.ShouldBe("other.example.org"));
    }

    private static ConsoleContext Having(Outcome<CertificateRecord> record, string role)
    {
        var context = new ConsoleContext(role);
        context.Certificate.Read(Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns(record);
        return context;
    }

    private static IRenderedComponent<CertificateDetails> Show(ConsoleContext context) =>
        context.Render<CertificateDetails>(static parameters => parameters.Add(static details => details.Id, Samples.Key.ToId()));
}
