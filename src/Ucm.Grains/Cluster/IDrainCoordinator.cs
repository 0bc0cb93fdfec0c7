using Orleans.Services;

namespace Ucm.Grains.Cluster;

/// <summary>On every silo, reached by its address and without the grain directory: writes into the membership table for one that cannot reach it.</summary>
[Alias("ucm.departure-desk")]
internal interface IDrainCoordinator : IGrainService
{
    /// <summary>Takes the silo that asks out of the cluster: its grains live elsewhere from then on.</summary>
    [Alias("PutOut")]
    Task<bool> PutOut(SiloAddress silo, CancellationToken cancellationToken);
}
