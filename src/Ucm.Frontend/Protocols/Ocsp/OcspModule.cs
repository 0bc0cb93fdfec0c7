using Microsoft.AspNetCore.Http.Features;

namespace Ucm.Frontend.Protocols.Ocsp;

internal static class OcspModule
{
    public static IServiceCollection AddOcsp(this IServiceCollection services)
    {
        services.AddOptions<OcspCacheOptions>().BindConfiguration(OcspCacheOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OcspCache>();
        services.AddSingleton<OcspSource>();
        services.AddSingleton<OcspResponding>();
        services.AddSingleton<OcspEndpoints>();
        services.AddSingleton<OcspInvalidation>();
        return services;
    }

    /// <summary>Must come before routing and everything else.</summary>
    public static IApplicationBuilder UseOcsp(this IApplicationBuilder app)
    {
        var endpoints = app.ApplicationServices.GetRequiredService<OcspEndpoints>();
        app.ApplicationServices.GetRequiredService<OcspInvalidation>().Begin();
        return app.Use(next => context =>
            OcspEndpoints.TryMatch(context.Features.Get<IHttpRequestFeature>()!.RawTarget, out var rest) ? endpoints.Serve(context, rest) : next(context));
    }
}
