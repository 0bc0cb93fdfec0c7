using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Ucm.Grains.Signing;

namespace Ucm.Silo.Hosting;

/// <summary>The key ring behind antiforgery and the console's protected state, in the data directory so that a restart signs nobody out.</summary>
internal static class DataProtectionSetup
{
    public static void AddUcmDataProtection(this IServiceCollection services, DataDirectory data)
    {
        // Made and read here, so that a start fails where neither is possible: the console would otherwise work with keys that the next start does not know.
        var ring = Directory.CreateDirectory(data.File("key-ring"));
        _ = ring.EnumerateFiles().Any();
        services.AddDataProtection().SetApplicationName("UltimateCA").PersistKeysToFileSystem(ring);
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(static provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlEncryptor = new MasterKeyXmlEncryptor(provider.GetRequiredService<MasterKey>())));
    }
}
