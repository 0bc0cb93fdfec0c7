using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ucm.Grains.Identity.External.Ldap;
using Ucm.Grains.Identity.External.Oidc;

namespace Ucm.Grains.Identity.External;

internal static class ExternalModule
{
    public static IServiceCollection AddExternalSignIn(this IServiceCollection services)
    {
        services.AddOptions<ExternalSignInOptions>().BindConfiguration(ExternalSignInOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ExternalSignInOptions>, ExternalSignInValidator>();
        services.AddSingleton<ExternalMetrics>();
        services.AddSingleton<LdapProviders>();
        services.AddSingleton<PasswordProviders>();
        services.AddSingleton<OidcProviders>();
        return services;
    }
}
