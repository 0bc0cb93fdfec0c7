using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Admin;
using Ucm.Frontend.Admin.Api;
using Ucm.Frontend.Auth;
using Ucm.Frontend.Health;
using Ucm.Frontend.Http;
using Ucm.Frontend.Http.ClientCertificates;
using Ucm.Frontend.Http.Proxies;
using Ucm.Frontend.Http.RateLimits;
using Ucm.Frontend.Protocols.Acme;
using Ucm.Frontend.Protocols.Aia;
using Ucm.Frontend.Protocols.Crl;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Frontend.Status;
using Ucm.Frontend.Tls;
using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Frontend;

/// <summary>Everything HTTP: one line per feature. Needs an <see cref="IGrainFactory"/> (a silo in the same process or a cluster client).</summary>
internal static class FrontendModule
{
    public static void AddUcmFrontend(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpSettings();
        services.TryAddSingleton(TimeProvider.System);
        services.AddStatus();
        services.AddOcsp();
        services.AddCrl();
        services.AddSingleton<ServerCertificateHolder>();
        services.AddSingleton<ProxyProtocol>();
        services.AddSingleton<ServerCertificateIssuer>();
        services.AddHostedService<ServerCertificateService>();
        services.AddOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>().Configure<IOptions<HttpOptions>, ServerCertificateHolder, ProxyProtocol>(
            static (kestrel, http, holder, proxies) => Listeners.Configure(kestrel, http.Value, holder, proxies));
        services.AddUcmHealth();
        services.AddServingHealth();
        services.AddAuth();
        RequestLimits.Add(services);
        services.AddApi();
        services.AddConsole();
        services.AddAcme();
    }

    /// <summary>Where to listen and what the world calls this installation; a silo without a frontend needs to know that too.</summary>
    public static IServiceCollection AddHttpSettings(this IServiceCollection services)
    {
        services.AddOptions<HttpOptions>().BindConfiguration(HttpOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpOptions>, HttpOptionsValidator>();
        services.AddOptions<PublicUrlOptions>().BindConfiguration(PublicUrlOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PublicUrlOptions>, PublicUrlOptionsValidator>();
        return services.AddSingleton<PublicUrls>(static provider =>
        {
            var faults = new List<string>();
            var urls = provider.GetRequiredService<IOptions<PublicUrlOptions>>().Value.Resolve(provider.GetRequiredService<IOptions<HttpOptions>>().Value, faults);
            return faults.Count == 0 ? urls : throw new OptionsValidationException(PublicUrlOptions.Section, typeof(PublicUrlOptions), faults);
        });
    }

    public static void MapUcmFrontend(this WebApplication app)
    {
        app.UseForwardedCertificates();
        app.UseTrustedForwardedHeaders();
        app.UseConnectionDraining();
        app.UseOcsp();
        app.UseApiGuard();
        app.UseUnknownPages();
        app.UseRouting();
        app.UsePlainHttpGate();
        app.UseSecurityHeaders();
        app.UseAcmeCors();
        RequestLimits.UseByAddress(app);
        app.UseAuthentication();
        app.UseAuthorization();
        RequestLimits.UseByUser(app);
        app.UseAntiforgery();
        app.MapCrl();
        app.MapAia();
        app.MapUcmHealth();
        app.MapServingHealth();
        app.MapGuardedMetrics();
        app.MapApi();
        app.MapConsole();
        app.MapAcme();
    }
}
