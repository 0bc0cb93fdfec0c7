using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Ucm.Grains.Identity.ClientCertificates;

internal static class ClientCertificatesModule
{
    public static void AddClientCertificates(this IServiceCollection services)
    {
        services.AddOptions<MtlsOptions>().BindConfiguration(MtlsOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MtlsOptions>, MtlsOptionsValidator>());
        services.TryAddSingleton<IClientProofVerifier, NoClientProofs>();
        services.AddSingleton<TrustedRoots>();
        services.AddSingleton<ForeignCrls>();
        services.AddSingleton<CertificateRules>();
        services.AddSingleton<CertificateTrust>();
        services.AddSingleton<CertificateStanding>();
        services.AddSingleton<CertificateRefusals>();
        services.AddSingleton<CertificateAccess>();
    }
}
