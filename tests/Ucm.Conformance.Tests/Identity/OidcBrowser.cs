using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Ucm.Conformance.Tests.Identity;

/// <summary>Does what a browser does in the flow, one step at a time, so that a test can change a step.</summary>
internal sealed partial class OidcBrowser : IDisposable
{
    private readonly OidcSite site;
    private readonly HttpClient http;

    public OidcBrowser(OidcSite site)
    {
        this.site = site;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(site.Server.RootFile);
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
            SslOptions = new() { CertificateChainPolicy = policy },
        });
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Whether the console lets this browser in.</summary>
    public async Task<bool> IsSignedIn()
    {
        using var answer = await http.GetAsync($"{site.Server.HttpsUrl}/");
        return answer.StatusCode == HttpStatusCode.OK;
    }

    public async Task<string> Text(string path)
    {
        using var answer = await http.GetAsync(new Uri(new Uri(site.Server.HttpsUrl), path));
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Where a GET is redirected to.</summary>
    public async Task<string> Follow(string url)
    {
        using var answer = await http.GetAsync(new Uri(new Uri(site.Server.HttpsUrl), url));
        return answer.Headers.Location is { } location ? new Uri(answer.RequestMessage!.RequestUri!, location).ToString() : $"{(int)answer.StatusCode}";
    }

    /// <summary>Signs out in the console by its form; where that leads.</summary>
    public async Task<string> SignOut()
    {
        var page = await Text("/");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        });
        using var answer = await http.PostAsync($"{site.Server.HttpsUrl}/logout", form);
        return new Uri(new Uri(site.Server.HttpsUrl), answer.Headers.Location!).PathAndQuery;
    }

    /// <summary>From the button to the URL by which the provider sends the browser back; that is not opened yet.</summary>
    public async Task<string> SignInAtProvider(string login, string path = "/login/oidc/corp")
    {
        var url = await Follow(path);
        for (var step = 0; step < 12 && !url.Contains("/callback?", StringComparison.Ordinal); step++)
        {
            url = url.Contains("/interaction/", StringComparison.Ordinal) ? await Submit(url, login) : await Follow(url);
        }

        return url;
    }

    /// <summary>All of it; the path on which the browser ends.</summary>
    public async Task<string> SignIn(string login, string path = "/login/oidc/corp") => new Uri(await Follow(await SignInAtProvider(login, path))).PathAndQuery;

    public void Dispose() => http.Dispose();

    private async Task<string> Submit(string url, string login)
    {
        var page = await http.GetStringAsync(url);
        var prompt = Prompt().Match(page).Groups[1].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["prompt"] = prompt, ["login"] = login, ["password"] = "any" });
        using var answer = await http.PostAsync(FormAction().Match(page).Groups[1].Value, form);
        return new Uri(new Uri(url), answer.Headers.Location!).ToString();
    }

    [GeneratedRegex("name=\"prompt\" value=\"([a-z]+)\"")]
    private static partial Regex Prompt();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex FormAction();
}
