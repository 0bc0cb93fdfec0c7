using Microsoft.AspNetCore.Authentication;
using Ucm.Frontend.Admin.Api;
using Ucm.Frontend.Auth.ClientCertificates;

namespace Ucm.Frontend.Auth;

internal static class AuthModule
{
    public static IServiceCollection AddAuth(this IServiceCollection services)
    {
        services.AddSingleton<SessionChecks>();
        services.AddSingleton<TokenVerifier>();
        services.AddSingleton<VerifiedTokens>();
        services.AddSingleton<ConsoleSignIn>();
        services.AddSingleton<OidcSignIn>();
        services.AddSingleton<ClientProofs>();
        services.AddSingleton<CertificateSignIn>();
        services.AddAuthentication(AuthSchemes.Console)
            .AddScheme<AuthenticationSchemeOptions, ConsoleHandler>(AuthSchemes.Console, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(AuthSchemes.Bearer, configureOptions: null);
        services.AddAuthorization(ApiPolicies.Add);
        return services;
    }
}
