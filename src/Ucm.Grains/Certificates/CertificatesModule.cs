using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Certificates;

/// <summary>Issuance, revocation and what finishes an issuance that was cut off.</summary>
internal static class CertificatesModule
{
    public static IServiceCollection AddCertificates(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptions<FrontendNameOptions>().BindConfiguration(FrontendNameOptions.Section);
        services.TryAddSingleton(KeyPolicy.Default);
        services.TryAddSingleton<ICertificateLinter, CertificateLinter>();
        services.TryAddSingleton<IIssuanceObserver, IssuanceMetrics>();
        services.AddSingleton<IssuanceAdmission>();
        services.AddSingleton<ProvenRequests>();
        services.AddSingleton<IssuanceChecks>();
        services.AddSingleton<IssuanceDrafting>();
        services.AddSingleton<IssuanceLedger>();
        services.AddSingleton<IssuanceSteps>();
        services.AddSingleton<TakenOverCertificates>();
        services.AddSingleton<CertificateEditing>();
        services.AddSingleton<CertificateRenewal>();
        services.AddSingleton<ReconcilerReport>();
        services.AddSingleton<Reconciler>();
        services.AddHostedService<ReconcilerService>();
        services.AddHostedService<FingerprintService>();
        return services;
    }
}
