using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace Ucm.Conformance.Tests.Admin.Factors;

/// <summary>Second factors in the console, in a real browser; passkeys by Chromium's virtual authenticator.</summary>
[Trait("needs", "server")]
public sealed partial class FactorPagesTests(StandaloneServer server) : IClassFixture<StandaloneServer>
{
    [Fact]
    public async Task Passkey_Registered_SignsInAloneAndAfterThePassword()
    {
        using var rest = await RestClient.SignIn(server);
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl);
        var page = browser.Page;
        await AddAuthenticator(page);
        await page.GotoAsync("/login?returnUrl=/account/factors");
        await browser.SignIn("admin", StandaloneServer.AdminPassword);
        try
        {
            await page.GetByLabel("Name of the new passkey").FillAsync("Laptop");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
            await Expect(page.GetByText("The passkey is registered.")).ToBeVisibleAsync();
            await Expect(page.Locator(".codes code")).ToHaveCountAsync(10);

            await SignOut(page);
            await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Dashboard");

            await SignOut(page);
            await browser.SignIn("admin", StandaloneServer.AdminPassword);
            await Expect(page.GetByText("Your password is right.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Dashboard");

            await page.GotoAsync("/account/factors");
            await page.GetByLabel("Password, since it is your last factor").FillAsync(StandaloneServer.AdminPassword);
            await page.GetByRole(AriaRole.Button, new() { Name = "Remove Laptop" }).ClickAsync();
            await Expect(page.GetByText("The passkey is removed.")).ToBeVisibleAsync();
            browser.Complaints.ShouldBeEmpty();
        }
        finally
        {
            await rest.Http.RemoveFactors(StandaloneServer.AdminPassword);
        }
    }

    [Fact]
    public async Task Passkey_OverRest_SignsInWithTokens()
    {
        using var rest = await RestClient.SignIn(server);
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl);
        var page = browser.Page;
        await AddAuthenticator(page);
        await page.GotoAsync("/login");
        try
        {
            var (_, options) = await rest.Http.Send(HttpMethod.Post, "/api/me/passkeys/options");
            var credential = await page.EvaluateAsync<string>(
                """
                async o => {
                  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(o));
                  return JSON.stringify((await navigator.credentials.create({ publicKey })).toJSON());
                }
                """,
                options.ToJsonString());
            var (added, passkey) = await rest.Http.Send(
                HttpMethod.Post, "/api/me/passkeys", new { name = "Key", credential = JsonNode.Parse(credential) });
            using var stranger = server.CreateClient();
            var (_, challenge) = await stranger.Send(HttpMethod.Post, "/api/auth/passkey/options");
            var assertion = await UsePasskey(page, challenge);

            var (status, tokens) = await stranger.Send(HttpMethod.Post, "/api/auth/passkey", JsonNode.Parse(assertion));
            var (again, _) = await stranger.Send(HttpMethod.Post, "/api/auth/passkey", JsonNode.Parse(assertion));

            var (_, ofSignIn) = await stranger.Send(HttpMethod.Post, "/api/auth/passkey/options");
            var (bySignIn, _) = await rest.Http.Send(HttpMethod.Post, "/api/auth/proof", await Proof(page, ofSignIn));
            var (_, ofProof) = await rest.Http.Send(HttpMethod.Post, "/api/auth/proof/options");
            var proof = await Proof(page, ofProof);
            var (proven, _) = await rest.Http.Send(HttpMethod.Post, "/api/auth/proof", proof);
            var (provenAgain, _) = await rest.Http.Send(HttpMethod.Post, "/api/auth/proof", proof);

            added.ShouldBe(201, passkey.ToJsonString());
            status.ShouldBe(200, tokens.ToJsonString());
            again.ShouldBe(401);
            proven.ShouldBe(204);
            (bySignIn, provenAgain).ShouldBe((401, 401));
            var (_, listed) = await rest.Get("/api/me/passkeys");
            ((string)listed["items"]![0]!["name"]!).ShouldBe("Key");
        }
        finally
        {
            await rest.Http.RemoveFactors(StandaloneServer.AdminPassword);
        }
    }

    private static async Task<object> Proof(IPage page, JsonNode options) =>
        new { passkey = JsonNode.Parse(await UsePasskey(page, options)) };

    private static Task<string> UsePasskey(IPage page, JsonNode options) => page.EvaluateAsync<string>(
        """
        async o => {
          const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(o));
          return JSON.stringify((await navigator.credentials.get({ publicKey })).toJSON());
        }
        """,
        options.ToJsonString());

    [Fact]
    public async Task Totp_SetUpInTheConsole_IsAskedForAtTheNextSignIn()
    {
        using var rest = await RestClient.SignIn(server);
        await using var browser = await ConsoleBrowser.Open(server.HttpsUrl, scripts: false);
        var page = browser.Page;
        await page.GotoAsync("/login?returnUrl=/account/factors");
        await browser.SignIn("admin", StandaloneServer.AdminPassword);
        try
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Set up an app" }).ClickAsync();
            var secret = (await page.Locator("code.key").TextContentAsync())!;
            await page.GetByLabel("Code of the app").FillAsync("000000");
            await page.GetByRole(AriaRole.Button, new() { Name = "Turn codes on" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The code is not valid");
            await Expect(page.Locator("img.qr")).ToBeVisibleAsync();
            await page.GetByLabel("Code of the app").FillAsync(await OathTool.Code(secret));
            await page.GetByRole(AriaRole.Button, new() { Name = "Turn codes on" }).ClickAsync();
            await Expect(page.Locator(".codes code")).ToHaveCountAsync(10);
            await page.Context.ClearCookiesAsync();

            await page.GotoAsync("/login");
            await browser.SignIn("admin", StandaloneServer.AdminPassword);
            await page.GetByLabel("Code of your app, or a recovery code").FillAsync("wrong");
            await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The code is not valid");
            await page.GetByLabel("Code of your app, or a recovery code").FillAsync(await OathTool.Code(secret, steps: 1));
            await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Dashboard");
        }
        finally
        {
            await rest.Http.RemoveFactors(StandaloneServer.AdminPassword);
        }
    }

    /// <summary>A platform authenticator that recognises its owner at once.</summary>
    private static async Task AddAuthenticator(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        var options = new Dictionary<string, object>
        {
            ["protocol"] = "ctap2",
            ["transport"] = "internal",
            ["hasResidentKey"] = true,
            ["hasUserVerification"] = true,
            ["isUserVerified"] = true,
            ["automaticPresenceSimulation"] = true,
        };
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object> { ["options"] = options });
    }

    private static async Task SignOut(IPage page)
    {
        await page.GotoAsync("/");
        await page.Locator("#sign-out").ClickAsync();
        await Expect(page).ToHaveURLAsync(Login());
    }

    [GeneratedRegex("/login")]
    private static partial Regex Login();
}
