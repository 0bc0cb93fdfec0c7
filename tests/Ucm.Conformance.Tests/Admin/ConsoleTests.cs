using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Ucm.Conformance.Tests.Admin;

/// <summary>The console as a person uses it, in a real browser against the real product.</summary>
[Trait("needs", "server")]
public sealed partial class ConsoleTests(StandaloneServer server) : IClassFixture<StandaloneServer>
{
    [Fact]
    public async Task Console_FromSignInToSignOut_WorksWithoutAComplaintOfTheBrowser()
    {
        using var rest = await RestClient.SignIn(server);
        await rest.IssueFor("console.example.test");
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl);
        var page = browser.Page;

        await page.GotoAsync("/certificates?status=valid");
        await Expect(page).ToHaveURLAsync(Login());
        await Expect(page.GetByLabel("User name")).ToBeFocusedAsync();
        await browser.SignIn("admin", StandaloneServer.AdminPassword);
        await Expect(page).ToHaveURLAsync($"{server.HttpsUrl}/certificates?status=valid");

        await page.GetByRole(AriaRole.Link, new() { Name = "console.example.test" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("console.example.test");
        await Expect(page.Locator("pre")).ToContainTextAsync("BEGIN CERTIFICATE");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "PEM with chain" }).ClickAsync());
        (await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).ShouldStartWith("-----BEGIN CERTIFICATE-----");

        // Fluent's buttons carry their role where Playwright does not look, so they are found by id.
        await page.Locator("#revoke").ClickAsync();
        await Expect(page.Locator("dialog[open]")).ToHaveAccessibleNameAsync("Revoke console.example.test?");
        await page.GetByLabel("Reason").SelectOptionAsync("Superseded");
        await page.Locator("#revoke-confirm").ClickAsync();
        await Expect(page.GetByText("The certificate is revoked.")).ToBeVisibleAsync();
        await Expect(page.Locator("dd", new() { HasText = "Superseded" })).ToBeVisibleAsync();
        await Expect(page.Locator("#revoke")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Link, new() { Name = "Dashboard" }).ClickAsync();
        await Expect(page.Locator(".tile", new() { HasText = "Revoked" }).Locator(".tile-count")).ToHaveTextAsync("1");
        await Expect(page.Locator(".events")).ToContainTextAsync("Certificate revoked");
        await Expect(page.Locator(".events li", new() { HasText = "Signed in" }).First.Locator(".event-target")).ToHaveTextAsync("admin");

        await page.Locator("#sign-out").ClickAsync();
        await Expect(page).ToHaveURLAsync(Login());
        await page.GotoAsync("/");
        await Expect(page).ToHaveURLAsync(Login());
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task SignIn_WithoutScripts_WorksAndNeverSaysWhatWasWrong()
    {
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl, scripts: false);
        var page = browser.Page;
        await page.GotoAsync("/login?returnUrl=//example.org/");

        await browser.SignIn("nobody-of-that-name", "a wrong password");
        var unknown = await page.GetByRole(AriaRole.Alert).TextContentAsync();
        await browser.SignIn("admin", "a wrong password");
        var wrong = await page.GetByRole(AriaRole.Alert).TextContentAsync();
        await browser.SignIn("admin", StandaloneServer.AdminPassword);

        wrong.ShouldBe(unknown);
        await Expect(page).ToHaveURLAsync($"{server.HttpsUrl}/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Dashboard");
    }

    [Fact]
    public async Task Session_EndedInAnotherTab_EndsThisOneToo()
    {
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl);
        var page = browser.Page;
        await page.GotoAsync("/login");
        await browser.SignIn("admin", StandaloneServer.AdminPassword);
        await Expect(page.GetByText("Live")).ToBeVisibleAsync();
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/authorities");

        await other.Locator("#sign-out").ClickAsync();
        await Expect(other).ToHaveURLAsync(Login());

        await Expect(page).ToHaveURLAsync(Login(), new() { Timeout = 30_000 });
        await Expect(page.GetByText("Your session has ended.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task UnknownPath_ForABrowser_IsOurPageAndForAProgramItsOwnAnswer()
    {
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl);
        await browser.Page.GotoAsync("/login");
        await browser.SignIn("admin", StandaloneServer.AdminPassword);
        await Expect(browser.Page).ToHaveURLAsync($"{server.HttpsUrl}/");

        var answer = await browser.Page.GotoAsync("/no/such/page");

        answer!.Status.ShouldBe(404);
        await Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Not found");
        foreach (var path in (string[])["/api/nothing", "/acme/nothing", "/ocsp/nothing/at/all"])
        {
            var own = await browser.Page.APIRequest.GetAsync(path, new() { Headers = [new("accept", "text/html")] });
            own.Headers.GetValueOrDefault("content-type", "").ShouldNotContain("html", Case.Insensitive, path);
        }
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Account_IsReachedFromTheNameInTheHeader(int width)
    {
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl);
        await browser.Page.SetViewportSizeAsync(width, 844);
        await browser.Page.GotoAsync("/login");
        await browser.SignIn("admin", StandaloneServer.AdminPassword);

        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "Your account, admin" }).ClickAsync();

        await Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Change your password");
    }

    /// <summary>The browser is cut off; what it shows is then no longer live, and comes back by itself.</summary>
    [Fact]
    public async Task Connection_Lost_IsSaidAndLiveGoesOut()
    {
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl);
        var page = browser.Page;
        IWebSocketRoute? socket = null;
        await page.RouteWebSocketAsync("**/_blazor**", route =>
        {
            socket = route;
            _ = route.ConnectToServer();
        });
        await page.GotoAsync("/login");
        await browser.SignIn("admin", StandaloneServer.AdminPassword);
        await Expect(page.GetByText("Live ·")).ToBeVisibleAsync();

        await page.Context.SetOfflineAsync(true);
        await socket!.CloseAsync();

        await Expect(page.GetByText("The server does not answer.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Live ·")).ToBeHiddenAsync();
        await page.Context.SetOfflineAsync(false);

        // Blazor waits for some seconds between two attempts to connect.
        await Expect(page.GetByText("Live ·")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(page.GetByText("The server does not answer.")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Pages_OnAPhone_FitItsWidth()
    {
        const int width = 390;
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl);
        var page = browser.Page;
        await page.SetViewportSizeAsync(width, 844);
        await page.AddInitScriptAsync("""
            window.overhang = 0;
            const look = () => { overhang = Math.max(overhang, document.documentElement ? document.documentElement.scrollHeight - innerHeight : 0); requestAnimationFrame(look); };
            look();
            """);
        await page.GotoAsync("/login?returnUrl=/certificates");
        await browser.SignIn("admin", StandaloneServer.AdminPassword);
        await page.Locator("tbody a").First.ClickAsync();
        await Expect(page.Locator("pre")).ToBeVisibleAsync();
        var certificate = new Uri(page.Url).PathAndQuery;

        foreach (var path in new[] { certificate, "/", "/certificates", "/authorities" })
        {
            await page.GotoAsync(path);
            await Expect(page.Locator("main .card").First).ToBeVisibleAsync();
            (await page.EvaluateAsync<int>("Math.max(document.querySelector('main').scrollWidth, document.querySelector('header').scrollWidth)")).ShouldBeLessThanOrEqualTo(width, path);
            (await page.EvaluateAsync<int>("overhang")).ShouldBe(0, $"{path}: the page scrolls, not its frame too, at no moment of its loading");
        }

        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task SignIn_WithoutTheAntiforgeryToken_IsRefused()
    {
        using var client = server.CreateClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["Form.User"] = "admin",
            ["Form.Password"] = StandaloneServer.AdminPassword,
        });

        using var response = await client.PostAsync(new Uri("/login", UriKind.Relative), form, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(400);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Pages_AllowScriptsOfTheirOwnOnly()
    {
        using var client = server.CreateClient();

        using var response = await client.GetAsync(new Uri("/login", UriKind.Relative), TestContext.Current.CancellationToken);

        var policy = response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        Scripts().Match(policy).Groups[1].Value.ShouldNotContain("unsafe");
        policy.ShouldContain("frame-ancestors 'none'");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [GeneratedRegex("/login")]
    private static partial Regex Login();

    [GeneratedRegex("script-src ([^;]*)")]
    private static partial Regex Scripts();
}
