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
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl);
        var page = browser.Page;

        await page.GotoAsync("/certificates?status=valid");
        await Expect(page).ToHaveURLAsync(Login());
        await Expect(page.GetByLabel("User name")).ToBeFocusedAsync();
        await browser.SignIn("admin", StandaloneServer.AdminPassword);
        await Expect(page).ToHaveURLAsync($"{server.HttpsUrl}/certificates?status=valid");

        await page.GetByRole(AriaRole.Link, new() { Name = "localhost" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("localhost");
        await Expect(page.Locator("pre")).ToContainTextAsync("BEGIN CERTIFICATE");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "PEM with chain" }).ClickAsync());
        (await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).ShouldStartWith("-----BEGIN CERTIFICATE-----");

        // Fluent's buttons carry their role where Playwright does not look, so they are found by id.
        await page.Locator("#revoke").ClickAsync();
        await page.GetByLabel("Reason").SelectOptionAsync("Superseded");
        await page.Locator("#revoke-confirm").ClickAsync();
        await Expect(page.GetByText("The certificate is revoked.")).ToBeVisibleAsync();
        await Expect(page.Locator("dd", new() { HasText = "Superseded" })).ToBeVisibleAsync();
        await Expect(page.Locator("#revoke")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Link, new() { Name = "Dashboard" }).ClickAsync();
        await Expect(page.Locator(".tile", new() { HasText = "Revoked" }).Locator(".tile-count")).ToHaveTextAsync("1");
        await Expect(page.Locator(".events")).ToContainTextAsync("certificate.revoke");
        await Expect(page.Locator(".events li", new() { HasText = "session.open" }).First.Locator(".event-target")).ToHaveTextAsync("user:admin");

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
    }

    [Fact]
    public async Task Pages_OnAPhone_FitItsWidth()
    {
        const int width = 390;
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl);
        var page = browser.Page;
        await page.SetViewportSizeAsync(width, 844);
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
