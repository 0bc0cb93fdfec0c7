using Microsoft.Extensions.DependencyInjection;

namespace Ucm.Grains.Crl;

internal static class CrlModule
{
    public static IServiceCollection AddCrl(this IServiceCollection services)
    {
        services.AddSingleton<CrlContinuity>();
        services.AddSingleton<CrlPublisher>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, CrlSchedule>();
        return services;
    }
}
