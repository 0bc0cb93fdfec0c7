using Ucm.Grains.Interfaces.Jobs;

#pragma warning disable IDE0130 // One partial class, one file per feature.
namespace Ucm.Grains.Interfaces;

public static partial class GrainFactoryExtensions
{
    public static IJobGrain Job(this IGrainFactory grains, string id) => grains.GetGrain<IJobGrain>($"job:{id}");

    public static IJobCatalogGrain Jobs(this IGrainFactory grains) => grains.GetGrain<IJobCatalogGrain>(0);
}
