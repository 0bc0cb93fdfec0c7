using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Profiles;

/// <summary>Certificate profiles: a kind of administrators' objects, and those that find them.</summary>
internal static class ProfilesModule
{
    public static IServiceCollection AddProfiles(this IServiceCollection services)
    {
        services.AddObjectKind<ProfileKind>();
        services.AddSingleton<ProfileDirectory>();
        return services;
    }
}
