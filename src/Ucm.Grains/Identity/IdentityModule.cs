using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ucm.Grains.Identity.Access;
using Ucm.Grains.Identity.ClientCertificates;
using Ucm.Grains.Identity.External;
using Ucm.Grains.Identity.Factors;
using Ucm.Grains.Identity.SigningKeys;
using Ucm.Grains.Identity.Tokens;
using Ucm.Grains.Objects;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Identity;

internal static class IdentityModule
{
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddOptions<AuthOptions>().BindConfiguration(AuthOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static _ => new PasswordHasher());
        services.AddSingleton<IdentityMetrics>();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<VaultTokenSigners>();
        services.TryAddSingleton<ITokenSigners>(static provider => provider.GetRequiredService<VaultTokenSigners>());
        services.AddSingleton<TokenMinter>();
        services.AddClientCertificates();
        services.AddSingleton<SessionOpener>();
        services.AddSingleton<Proofs>();
        services.AddSingleton<UserRights>();
        services.AddSingleton<UserChanges>();
        services.AddSingleton<UserKind>();
        services.AddSingleton<TokenKind>();
        services.AddObjectKind<RoleKind>().AddObjectKind<GroupKind>().AddObjectKind<UserKind>().AddObjectKind<TokenKind>();
        services.AddSecondFactors();
        services.AddHostedService<SignInCleanupService>();
        services.AddExternalSignIn();
        return services;
    }
}
