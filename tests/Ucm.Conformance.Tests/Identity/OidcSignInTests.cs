using System.Net.Http.Json;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Identity;

/// <summary>People sign in to the console at a real OpenID provider, and nobody gets in by a part of somebody's flow.</summary>
[Trait("needs", "server")]
public sealed class OidcSignInTests(OidcSite site) : IClassFixture<OidcSite>
{
    private const string Refused = "/login?fault=provider";

    [Fact]
    public async Task SignIn_MemberOfAMappedGroup_IsInTheConsoleWhereHeWantedToBe()
    {
        using var browser = site.Browser();

        (await browser.Text("/login")).ShouldContain("Sign in with Example Corp");
        (await browser.SignIn("mia", "/login/oidc/corp?returnUrl=/certificates")).ShouldBe("/certificates");
        (await browser.IsSignedIn()).ShouldBeTrue();
    }

    [Fact]
    public async Task SignOut_OfAProvidersSession_OffersToSignOutThereAndComesBack()
    {
        using var browser = site.Browser();
        await browser.SignIn("mia");

        var end = await browser.SignOut();
        var page = await browser.Text(end);
        var provider = await browser.Follow("/login/oidc/corp/sign-out");

        end.ShouldBe("/login?left=corp");
        page.ShouldContain("href=\"/login/oidc/corp/sign-out\"");
        (await browser.IsSignedIn()).ShouldBeFalse();
        provider.ShouldStartWith(site.ProviderUrl);
        provider.ShouldContain("client_id=ucm");
        (await browser.Text(provider)).ShouldContain("Do you want to sign-out");
        (await browser.Follow("/login/oidc/nobody/sign-out")).ShouldBe("404");
    }

    [Fact]
    public async Task SignIn_ReturnUrlOfAnotherHost_StaysHere()
    {
        using var browser = site.Browser();

        (await browser.SignIn("mia", "/login/oidc/corp?returnUrl=https://evil.example/")).ShouldBe("/");
    }

    [Theory]
    [InlineData("bo")]
    [InlineData("lea")]
    [InlineData("admin")]
    public async Task SignIn_NoRoleOrTheNameOfALocalUser_IsRefused(string login)
    {
        using var browser = site.Browser();

        (await browser.SignIn(login)).ShouldBe(Refused);

        (await browser.IsSignedIn()).ShouldBeFalse();
        (await browser.Text(Refused)).ShouldContain("could not be completed");
    }

    [Fact]
    public async Task Callback_InAnotherBrowser_IsRefusedAndSpoilsTheFlow()
    {
        using var victim = site.Browser();
        using var thief = site.Browser();
        var callback = await victim.SignInAtProvider("mia");
        await thief.Follow("/login/oidc/corp");

        var stolen = new Uri(await thief.Follow(callback)).PathAndQuery;

        stolen.ShouldBe(Refused);
        (await thief.IsSignedIn()).ShouldBeFalse();
        new Uri(await victim.Follow(callback)).PathAndQuery.ShouldBe(Refused);
    }

    [Fact]
    public async Task Callback_OpenedTwice_WorksOnce()
    {
        using var browser = site.Browser();
        var callback = await browser.SignInAtProvider("mia");
        var cookies = browser.Cookies.GetAllCookies().Single(static cookie => cookie.Name == "__Host-ucm-oidc").Value;

        new Uri(await browser.Follow(callback)).PathAndQuery.ShouldBe("/");

        using var again = site.Browser();
        again.Cookies.Add(new System.Net.Cookie("__Host-ucm-oidc", cookies, "/", "localhost") { Secure = true });
        new Uri(await again.Follow(callback)).PathAndQuery.ShouldBe(Refused);
        (await again.IsSignedIn()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("state", "0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("state", "")]
    [InlineData("code", "AAAA")]
    [InlineData("code", "")]
    [InlineData("iss", "https://other.example")]
    [InlineData("iss", null)]
    public async Task Callback_OneParameterIsAnother_IsRefused(string name, string? value)
    {
        using var browser = site.Browser();
        var callback = await browser.SignInAtProvider("mia");
        var parameters = callback[(callback.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&')
            .Where(part => !part.StartsWith($"{name}=", StringComparison.Ordinal))
            .ToList();
        if (value is not null)
        {
            parameters.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        var end = new Uri(await browser.Follow($"{callback.Split('?')[0]}?{string.Join('&', parameters)}")).PathAndQuery;

        end.ShouldBe(Refused);
        (await browser.IsSignedIn()).ShouldBeFalse();
    }

    [Fact]
    public async Task Callback_CodeOfAnotherFlow_IsRefused()
    {
        using var browser = site.Browser();
        using var other = site.Browser();
        var (mine, theirs) = (await browser.SignInAtProvider("mia"), await other.SignInAtProvider("mia"));
        static string Code(string url) => url.Split('?', '&').Single(static part => part.StartsWith("code=", StringComparison.Ordinal));

        var end = new Uri(await browser.Follow(mine.Replace(Code(mine), Code(theirs), StringComparison.Ordinal))).PathAndQuery;

        end.ShouldBe(Refused);
    }

    [Fact]
    public async Task Callback_OfAnotherProvider_IsRefused()
    {
        using var browser = site.Browser();
        var callback = await browser.SignInAtProvider("mia");

        var end = new Uri(await browser.Follow(callback.Replace("/oidc/corp/", "/oidc/away/", StringComparison.Ordinal))).PathAndQuery;

        end.ShouldBe(Refused);
    }

    [Fact]
    public async Task Begin_ProviderAway_OneSentenceAndLocalUsersGoOn()
    {
        using var browser = site.Browser();

        var end = new Uri(await browser.Follow("/login/oidc/away")).PathAndQuery;

        end.ShouldBe("/login?fault=provider-away");
        (await browser.Text(end)).ShouldContain("does not answer");
        using var http = site.Server.CreateClient();
        using var local = await http.PostAsJsonAsync(
            "/api/auth/login", new { username = "admin", password = StandaloneServer.AdminPassword }, TestContext.Current.CancellationToken);
        local.IsSuccessStatusCode.ShouldBeTrue();
    }

    [Theory]
    [InlineData("image", 403)]
    [InlineData("document", 302)]
    public async Task Begin_FromAnotherSite_OnlyAsADocument(string destination, int status)
    {
        using var http = site.Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/login/oidc/away");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Dest", destination);

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task Begin_UnknownProvider_NotFound()
    {
        using var browser = site.Browser();

        (await browser.Follow("/login/oidc/nobody")).ShouldBe("404");
    }

    [Fact]
    public async Task SignIn_AfterAllOfIt_ClientSecretIsNowhere()
    {
        using var browser = site.Browser();

        await browser.SignIn("mia");

        site.WritesTheSecret.ShouldBeFalse();
    }
}
