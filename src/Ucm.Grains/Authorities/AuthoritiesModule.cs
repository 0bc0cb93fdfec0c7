using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Authorities.Chains;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Authorities;

/// <summary>The authorities as one silo sees and makes them.</summary>
internal static class AuthoritiesModule
{
    public static IServiceCollection AddAuthorities(this IServiceCollection services)
    {
        services.AddSingleton<AuthoritySnapshots>();
        services.AddSingleton<AuthorityCertificates>();
        services.AddSingleton<AuthorityCertifier>();
        services.AddSingleton<AuthorityPlanning>();
        services.AddSingleton<AuthorityRehearsal>();
        services.AddSingleton<AuthorityImporter>();
        services.AddSingleton<AuthorityHistory>();
        services.AddObjectKind<ChainKind>();
        services.AddSingleton<AlternateChains>();
        return services;
    }
}
