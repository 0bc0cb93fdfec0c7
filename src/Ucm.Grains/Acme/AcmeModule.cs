using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ucm.Grains.Acme.Caa;
using Ucm.Grains.Acme.ExternalAccounts;
using Ucm.Grains.Acme.Limits;
using Ucm.Grains.Acme.Renewal;
using Ucm.Grains.Acme.Reuse;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Acme;

internal static class AcmeModule
{
    public static IServiceCollection AddAcme(this IServiceCollection services)
    {
        services.AddOptions<AcmeOptions>().BindConfiguration(AcmeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<AcmeOptions>, AcmeOptionsValidator>();
        services.AddOptions<AcmeValidationOptions>().BindConfiguration(AcmeValidationOptions.Section).ValidateDataAnnotations().ValidateOnStart()
            .PostConfigure<IConfiguration>(static (options, configuration) => options.AllowLoopback ??= IsTrial(configuration));
        services.AddSingleton<IValidateOptions<AcmeValidationOptions>, AcmeValidationOptionsValidator>();
        services.AddSingleton<AcmeAdmission>();
        services.AddSingleton<ValidationSlots>();
        services.AddSingleton<HostConnections>();
        services.AddObjectKind<AcmeServerKind>();
        services.AddSingleton<AcmeServers>();
        services.AddSingleton<AcmeLimits>();
        services.AddSingleton<ExternalAccountSecrets>();
        services.AddSingleton<ExternalAccountBinder>();
        services.AddSingleton<ExternalAccountRules>();
        services.AddSingleton<IAcmeOrderRule>(static provider => provider.GetRequiredService<ExternalAccountRules>());
        services.AddSingleton<IAuthorizationSource>(static provider => provider.GetRequiredService<ExternalAccountRules>());
        services.AddSingleton<IAcmeOrderRule, AcmeOrderLimits>();
        services.AddSingleton<AcmeAuthorizations>();
        services.AddSingleton<AcmeOrderPlanner>();
        services.AddSingleton<AcmeAuthorizationPlanner>();
        services.AddSingleton<AcmeProfileCheck>();
        services.AddSingleton<AcmeOrderIssuance>();
        services.AddSingleton<AddressPolicy>();
        services.AddSingleton<DnsQuestions>();
        services.AddSingleton<DnsServers>();
        services.AddSingleton<NameResolver>();
        services.AddSingleton<AuthoritativeServers>();
        services.AddSingleton<DnsLookup>();
        services.AddSingleton<CaaChecker>();
        services.AddSingleton<ValidationPolicies>();
        services.AddSingleton<IAcmeOrderRule, CaaRule>();
        services.AddSingleton<GuardedConnector>();
        services.AddSingleton<GuardedHttp>();
        services.AddSingleton<IChallengeType, Http01>();
        services.AddSingleton<IChallengeType, Dns01>();
        services.AddSingleton<IChallengeType, TlsAlpn01>();
        services.AddSingleton<AcmeCleanup>();
        services.AddObjectKind<RenewalMoveKind>();
        services.AddSingleton<RenewalMoves>();
        services.AddSingleton<IssuedCertificates>();
        services.AddSingleton<AcmeReplacements>();
        services.AddSingleton<AuthorizationSources>();
        services.AddSingleton<IAuthorizationSource, ReusedAuthorizations>();
        services.AddSingleton<IAcmeOrderRule, ReuseRule>();
        services.AddSingleton<AcmeOrderCommits>();
        services.AddHostedService<AcmeCleanupService>();
        return services;
    }

    /// <summary>A trial on one machine: Standalone, and nobody else reaches it. Otherwise a stranger's order could make the server ask what listens on its own loopback addresses.</summary>
    private static bool IsTrial(IConfiguration configuration) =>
        (configuration["Ucm:Mode"] ?? "Standalone").Equals("Standalone", StringComparison.OrdinalIgnoreCase) && IsLoopback(configuration["Ucm:Http:Address"] ?? "localhost");

    private static bool IsLoopback(string address) =>
        address.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(address, out var parsed) && IPAddress.IsLoopback(parsed));
}
