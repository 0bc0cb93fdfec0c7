using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ucm.Grains.Acme.Validation;

namespace Ucm.Grains.Acme;

internal static class AcmeModule
{
    public static IServiceCollection AddAcme(this IServiceCollection services)
    {
        services.AddOptions<AcmeOptions>().BindConfiguration(AcmeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<AcmeValidationOptions>().BindConfiguration(AcmeValidationOptions.Section).ValidateDataAnnotations().ValidateOnStart()
            .PostConfigure<IConfiguration>(static (options, configuration) => options.AllowLoopback ??= configuration["Ucm:Mode"] is null or "Standalone");
        services.AddSingleton<IValidateOptions<AcmeValidationOptions>, AcmeValidationOptionsValidator>();
        services.AddSingleton<AcmeOrderFactory>();
        services.AddSingleton<AcmeOffer>();
        services.AddSingleton<AcmeOrderIssuance>();
        services.AddSingleton<AddressPolicy>();
        services.AddSingleton<NameResolver>();
        services.AddSingleton<GuardedHttp>();
        services.AddSingleton<IChallengeType, Http01>();
        return services;
    }
}
