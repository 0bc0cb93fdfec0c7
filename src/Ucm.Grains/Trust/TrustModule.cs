using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ucm.Grains.Signing;

namespace Ucm.Grains.Trust;

/// <summary>Who is believed what. The gate is the first filter, so that nothing else sees a call that is refused.</summary>
internal static class TrustModule
{
    public static void AddTrust(this ISiloBuilder silo)
    {
        silo.Services.AddMetrics();
        silo.Services.TryAddSingleton(static provider => new CallSeal(provider.GetRequiredService<MasterKey>(), TimeProvider.System));
        silo.Services.TryAddSingleton<CallerSessions>();
        silo.Services.TryAddSingleton<TrustMetrics>();
        silo.AddOutgoingGrainCallFilter<CallSealer>();
        silo.AddIncomingGrainCallFilter<CallGate>();
    }
}
