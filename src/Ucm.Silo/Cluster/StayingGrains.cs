using Orleans.Metadata;
using Orleans.Placement;

namespace Ucm.Silo.Cluster;

/// <summary>
/// Where there is one silo only, nothing moves when it stops. Orleans would look for a destination for every activation that a call or a timer's tick is waiting for, and log an error when it finds
/// none.
/// </summary>
internal sealed class StayingGrains(IServiceProvider services) : IGrainPropertiesProvider
{
    private static readonly ImmovableAttribute Immovable = new(ImmovableKind.Any);

    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties) => Immovable.Populate(services, grainClass, grainType, properties);
}
