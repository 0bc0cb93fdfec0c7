using Microsoft.Extensions.DependencyInjection.Extensions;
using Ucm.Grains.Identity;
using Ucm.Grains.Outcomes;
using Ucm.Grains.Signing;

namespace Ucm.Grains;

/// <summary>Everything a silo needs to run the grains, but the stores (Ucm.Storage), <see cref="MasterKeyOptions"/> and the public URLs.</summary>
public static class GrainsModule
{
    public static ISiloBuilder AddUcmGrains(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.AddIncomingGrainCallFilter<GrainCallFilter>();
        silo.Services.AddSigning();
        silo.Services.AddIdentity();
        return silo;
    }
}
