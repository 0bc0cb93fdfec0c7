using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Ucm.Conformance.Tests.Admin;

/// <summary>A real browser on the console. It remembers every complaint: console messages, refused policies, failed and foreign requests.</summary>
internal sealed class ConsoleBrowser : IAsyncDisposable
{
    private static readonly float Timeout = (float)TimeSpan.FromMinutes(1).TotalMilliseconds;
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private ConsoleBrowser(IPlaywright playwright, IBrowser browser, IPage page, string origin)
    {
        (this.playwright, this.browser, Page) = (playwright, browser, page);
        page.SetDefaultTimeout(Timeout);
        page.Console += (_, message) => Complain(message.Type is "error" or "warning", $"{message.Type}: {message.Text}");
        page.PageError += (_, fault) => Complain(true, $"script: {fault}");
        page.Request += (_, request) => Complain(!request.Url.StartsWith(origin, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal), $"foreign: {request.Url}");
        page.Response += (_, response) => Complain(response.Status >= 400, $"{response.Status}: {response.Url}");
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <param name="scripts">False for a browser whose owner switched JavaScript off.</param>
    public static async Task<ConsoleBrowser> Open(string origin, bool scripts = true)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Headless = true, Args = ["--no-sandbox"] });
        var context = await browser.NewContextAsync(new() { BaseURL = origin, IgnoreHTTPSErrors = true, JavaScriptEnabled = scripts, TimezoneId = "Asia/Tokyo" });
        var page = await context.NewPageAsync();
        return new ConsoleBrowser(playwright, browser, page, origin);
    }

    public async Task SignIn(string user, string password)
    {
        await Page.GetByLabel("User name").FillAsync(user);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private void Complain(bool really, string complaint)
    {
        if (really)
        {
            Complaints.Enqueue(complaint);
        }
    }
}
