using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;

#pragma warning disable IDE0130 // One partial class, one file per feature.
namespace Ucm.Grains.Interfaces;

public static partial class GrainFactoryExtensions
{
    public static ISecondFactorsGrain SecondFactors(this IGrainFactory grains, UserName name) => grains.GetGrain<ISecondFactorsGrain>($"factors:{name.Value}");

    public static IFactorSignInGrain FactorSignIn(this IGrainFactory grains) => grains.GetGrain<IFactorSignInGrain>(0);
}
