using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ucm.Grains.Ocsp;

internal static class OcspModule
{
    public static IServiceCollection AddOcsp(this IServiceCollection services)
    {
        services.AddOptions<OcspOptions>().BindConfiguration(OcspOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<OcspOptions>, OcspOptionsValidator>();
        services.AddSingleton<OcspResponders>();
        services.AddSingleton<NeverIssued>();
        return services;
    }
}
