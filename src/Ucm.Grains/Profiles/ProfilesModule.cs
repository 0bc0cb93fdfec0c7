using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ucm.Grains.Profiles;

/// <summary>Where profiles come from.</summary>
internal static class ProfilesModule
{
    public static IServiceCollection AddProfiles(this IServiceCollection services)
    {
        services.TryAddSingleton<IProfileSource, BuiltInProfileSource>();
        return services;
    }
}
