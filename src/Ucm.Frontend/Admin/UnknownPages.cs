namespace Ucm.Frontend.Admin;

/// <summary>Gives a browser the console's page for a path that does not exist. What programs ask for keeps its own answers.</summary>
internal static class UnknownPages
{
    private const string Page = "/not-found";

    private static readonly string[] OfPrograms =
        ["/api", "/acme", "/ocsp", "/crl", "/ca", "/scep", "/.well-known", "/health", "/metrics", "/openapi", "/_framework", "/_content", "/_blazor"];

    /// <summary>Before routing.</summary>
    public static void UseUnknownPages(this WebApplication app) =>
        app.UseWhen(static context => IsPage(context.Request), static pages => pages.UseStatusCodePagesWithReExecute(Page, createScopeForStatusCodePages: true));

    private static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !Array.Exists(OfPrograms, prefix => request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));
}
