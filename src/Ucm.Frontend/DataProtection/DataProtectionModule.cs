using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Ucm.Frontend.DataProtection;

/// <summary>Data Protection over the ring that all frontends share. The grain seals it under the master key, which no frontend has.</summary>
internal static class DataProtectionModule
{
    public static IServiceCollection AddSharedDataProtection(this IServiceCollection services)
    {
        // Before the framework's own, which looks at the ring when the host starts.
        services.AddHostedService<KeyRingService>();
        services.AddDataProtection().SetApplicationName("UltimateCA");
        services.AddSingleton<SharedKeyRing>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(static provider => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = provider.GetRequiredService<SharedKeyRing>();
            options.XmlEncryptor = new SealedByTheGrain();
            // KeyRingService makes them, so that no request does.
            options.AutoGenerateKeys = false;
        }));
        return services;
    }
}
