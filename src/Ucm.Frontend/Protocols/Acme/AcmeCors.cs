using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>
/// Lets browsers of any origin use ACME (RFC 8555 §6.1, last paragraph), preflight included, and read the headers that a client needs. Off unless
/// set.
/// </summary>
internal static class AcmeCors
{
    private static readonly TimeSpan PreflightLifetime = TimeSpan.FromHours(2);
    private static readonly string[] Exposed = ["Replay-Nonce", "Location", "Link", "Retry-After"];

    public static void AddAcmeCors(this IServiceCollection services)
    {
        services.AddOptions<AcmeCorsOptions>().BindConfiguration(AcmeCorsOptions.Section).ValidateOnStart();
        services.AddCors();
    }

    /// <summary>Must run after routing.</summary>
    public static void UseAcmeCors(this IApplicationBuilder app)
    {
        if (IsOn(app.ApplicationServices))
        {
            app.UseCors();
        }
    }

    public static void AllowAnyOrigin(this RouteGroupBuilder routes)
    {
        if (IsOn(((IEndpointRouteBuilder)routes).ServiceProvider))
        {
            routes.RequireCors(Allow);
        }
    }

    private static void Allow(CorsPolicyBuilder policy) => policy
        .AllowAnyOrigin()
        .AllowAnyHeader()
        .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post)
        .WithExposedHeaders(Exposed)
        .SetPreflightMaxAge(PreflightLifetime);

    private static bool IsOn(IServiceProvider services) => services.GetRequiredService<IOptions<AcmeCorsOptions>>().Value.Cors;
}
