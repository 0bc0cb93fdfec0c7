using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Ucm.Grains.Identity.Factors;

internal static class FactorsModule
{
    public static IServiceCollection AddSecondFactors(this IServiceCollection services)
    {
        services.AddOptions<PasskeyPolicyOptions>().BindConfiguration(PasskeyPolicyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PasskeyPolicyOptions>, PasskeyPolicyValidator>();
        services.AddSingleton<TotpSecrets>();
        services.AddSingleton<PasskeyChallenges>();
        services.AddSingleton<AttestationPolicy>();
        services.AddSingleton<Passkeys>();
        services.AddSingleton<FactorSurroundings>();
        services.AddSingleton<SecondFactorGate>();
        services.AddSingleton<ProofGate>();
        return services;
    }
}
