using Microsoft.AspNetCore.Hosting.Server;

namespace Ucm.Frontend.Protocols.Ocsp;

internal static class OcspModule
{
    /// <summary>Must come after the web server is chosen: OCSP is answered in front of it.</summary>
    public static IServiceCollection AddOcsp(this IServiceCollection services)
    {
        services.AddOptions<OcspCacheOptions>().BindConfiguration(OcspCacheOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OcspCache>();
        services.AddSingleton<OcspSource>();
        services.AddSingleton<SerialTags>();
        services.AddSingleton<OcspScreen>();
        services.AddSingleton<OcspLiveQueue>();
        services.AddSingleton<OcspSigning>();
        services.AddSingleton<OcspGrains>();
        services.AddSingleton<OcspResponding>();
        services.AddSingleton<OcspMetrics>();
        services.AddSingleton<OcspEndpoints>();
        services.AddSingleton<OcspInvalidation>();
        var server = services.Last(static service => service.ServiceType == typeof(IServer)).ImplementationType!;
        services.AddSingleton<IServer>(provider => new OcspServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, server), provider.GetRequiredService<OcspEndpoints>()));
        return services;
    }

    public static void UseOcsp(this IApplicationBuilder app) => app.ApplicationServices.GetRequiredService<OcspInvalidation>().Begin();
}
