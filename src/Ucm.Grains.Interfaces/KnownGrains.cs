using System.Runtime.CompilerServices;

namespace Ucm.Grains.Interfaces;

/// <summary>
/// Grains of one interface by their key. A factory that is asked by type looks for the class that implements it and for its attributes each time; that is done once here,
/// and from then on a grain is another one of the same class.
/// </summary>
internal static class KnownGrains<T>
    where T : class, IGrainWithStringKey
{
    private static readonly ConditionalWeakTable<IGrainFactory, GrainReference> First = [];

    public static T Get(IGrainFactory grains, string key)
    {
        var first = First.GetValue(grains, grains => (GrainReference)(IAddressable)grains.GetGrain<T>(key));
        return (T)grains.GetGrain(GrainId.Create(first.GrainId.Type, key), first.InterfaceType);
    }
}
