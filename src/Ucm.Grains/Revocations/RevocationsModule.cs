using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ucm.Grains.Certificates;

namespace Ucm.Grains.Revocations;

internal static class RevocationsModule
{
    public static IServiceCollection AddRevocations(this IServiceCollection services)
    {
        services.AddSingleton<RevocationLedger>();
        services.AddSingleton<RevocationLog>();
        services.AddSingleton<RevocationWitnesses>();
        services.TryAddSingleton(WitnessRule.Default);
        services.AddGrainService<RevocationWitness>();
        return services.AddSingleton<IRevocationAnnouncer, RevocationAnnouncer>();
    }
}
