using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Ucm.Grains.Signing;

/// <summary>The master key, the vault and the signers of one silo.</summary>
internal static class SigningModule
{
    public static IServiceCollection AddSigning(this IServiceCollection services)
    {
        // The composition root may have opened the key already, to report its faults before anything else starts.
        services.TryAddSingleton(provider => MasterKeyFile.OpenOrCreate(provider.GetRequiredService<IOptions<MasterKeyOptions>>().Value.Path));
        services.TryAddSingleton<MasterKeyCheck>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, MasterKeyStartup>();
        services.AddSingleton<KeyVault>();
        services.AddSingleton<SerialTagKeys>();
        services.AddSingleton<SigningLane>();
        return services;
    }
}
