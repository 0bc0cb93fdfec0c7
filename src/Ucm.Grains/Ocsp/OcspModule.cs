using Microsoft.Extensions.DependencyInjection;

namespace Ucm.Grains.Ocsp;

internal static class OcspModule
{
    public static IServiceCollection AddOcsp(this IServiceCollection services)
    {
        services.AddOptions<OcspOptions>().BindConfiguration(OcspOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OcspResponders>();
        return services;
    }
}
