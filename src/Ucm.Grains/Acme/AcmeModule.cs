using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Acme;

internal static class AcmeModule
{
    public static IServiceCollection AddAcme(this IServiceCollection services)
    {
        services.AddOptions<AcmeOptions>().BindConfiguration(AcmeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<AcmeValidationOptions>().BindConfiguration(AcmeValidationOptions.Section).ValidateDataAnnotations().ValidateOnStart()
            .PostConfigure<IConfiguration>(static (options, configuration) => options.AllowLoopback ??= configuration["Ucm:Mode"] is null or "Standalone");
        services.AddSingleton<IValidateOptions<AcmeValidationOptions>, AcmeValidationOptionsValidator>();
        services.AddSingleton<AcmeLimits>();
        services.AddSingleton<AcmeAdmission>();
        services.AddSingleton<ValidationSlots>();
        services.AddSingleton<HostConnections>();
        services.AddSingleton<AcmeOrderFactory>();
        services.AddSingleton<AcmeOffer>();
        services.AddSingleton<AcmeOrderIssuance>();
        services.AddSingleton<AddressPolicy>();
        services.AddSingleton<NameResolver>();
        services.AddSingleton<GuardedHttp>();
        services.AddSingleton<IChallengeType, Http01>();
        services.AddSingleton<AcmeCleanup>();
        services.AddHostedService<AcmeCleanupService>();
        return services;
    }
}
