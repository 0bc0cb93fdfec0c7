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
        services.AddDataProtection().SetApplicationName("UltimateCA").PersistKeysToFileSystem(new DirectoryInfo(data.File("key-ring")));
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(static provider =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlEncryptor = new MasterKeyXmlEncryptor(provider.GetRequiredService<MasterKey>())));
    }
}
