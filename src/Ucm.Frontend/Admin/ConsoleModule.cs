using Microsoft.FluentUI.AspNetCore.Components;
using Ucm.Frontend.Admin.Components;
using Ucm.Frontend.Admin.Sessions;

namespace Ucm.Frontend.Admin;

/// <summary>The console: Blazor pages that call grains. Sign-in, sign-out and the password page are plain forms; all else runs on a circuit.</summary>
internal static class ConsoleModule
{
    /// <summary>How much of a circuit the server keeps for a browser that lost its connection.</summary>
    private static readonly TimeSpan DisconnectedFor = TimeSpan.FromMinutes(2);

    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(static circuit =>
        {
            circuit.DisconnectedCircuitRetentionPeriod = DisconnectedFor;
            circuit.DisconnectedCircuitMaxRetained = 200;
        });
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(static antiforgery =>
        {
            antiforgery.Cookie.Name = "__Host-ucm-antiforgery";
            antiforgery.Cookie.Path = "/";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        });
        services.AddFluentUIComponents();
        services.AddScoped<ConsoleSession>();
        services.AddScoped<Browser>();
        return services;
    }

    /// <summary>After authentication, authorization and antiforgery. Every page needs a session unless it says otherwise.</summary>
    public static void MapConsole(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapStaticAssets().AllowAnonymous();
        endpoints.MapSignOut();
        endpoints.MapOidcSignIn();
        endpoints.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(static render => render.ContentSecurityFrameAncestorsPolicy = null)
            .RequireAuthorization();
    }
}
