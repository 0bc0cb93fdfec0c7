using Ucm.Grains.Interfaces.Objects;

namespace Ucm.Grains.Interfaces;

public static class ObjectGrainFactoryExtensions
{
    public static IAdministeredObjectGrain Object(this IGrainFactory grains, ObjectKey key) => grains.GetGrain<IAdministeredObjectGrain>(key.ToString());

    public static IObjectCatalogGrain ObjectCatalog(this IGrainFactory grains) => grains.GetGrain<IObjectCatalogGrain>(0);
}
