using Microsoft.Extensions.DependencyInjection;

namespace Ucm.Grains.Authorities;

/// <summary>The authorities as one silo sees and makes them.</summary>
internal static class AuthoritiesModule
{
    public static IServiceCollection AddAuthorities(this IServiceCollection services)
    {
        services.AddSingleton<AuthoritySnapshots>();
        services.AddSingleton<AuthorityCertificates>();
        services.AddSingleton<AuthorityCertifier>();
        services.AddSingleton<AuthorityRehearsal>();
        services.AddSingleton<AuthorityImporter>();
        services.AddSingleton<AuthorityHistory>();
        return services;
    }
}
