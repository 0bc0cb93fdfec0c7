using Ucm.Grains.Interfaces.Identity;

#pragma warning disable IDE0130 // One partial class, one file per feature.
namespace Ucm.Grains.Interfaces;

public static partial class GrainFactoryExtensions
{
    public static IUserGrain User(this IGrainFactory grains, UserName name) => grains.GetGrain<IUserGrain>($"user:{name.Value}");

    public static ISessionGrain Session(this IGrainFactory grains, string id) => grains.GetGrain<ISessionGrain>($"session:{id}");

    public static IRefreshTokenGrain RefreshToken(this IGrainFactory grains, string family) => grains.GetGrain<IRefreshTokenGrain>($"refresh:{family}");

    public static ISignInGrain SignIn(this IGrainFactory grains) => grains.GetGrain<ISignInGrain>(0);

    public static IAdministratorsGrain Administrators(this IGrainFactory grains) => grains.GetGrain<IAdministratorsGrain>(0);

    public static ITokenKeysGrain TokenKeys(this IGrainFactory grains) => grains.GetGrain<ITokenKeysGrain>(0);
}
