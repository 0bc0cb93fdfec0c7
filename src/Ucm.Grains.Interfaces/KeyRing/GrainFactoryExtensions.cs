using Ucm.Grains.Interfaces.KeyRing;

namespace Ucm.Grains.Interfaces;

/// <summary>The shared key ring.</summary>
public static partial class GrainFactoryExtensions
{
    public static IKeyRingGrain KeyRing(this IGrainFactory grains) => grains.GetGrain<IKeyRingGrain>("data-protection");
}
