using System.Globalization;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Identity.External;

#pragma warning disable IDE0130 // One partial class, one file per feature.
namespace Ucm.Grains.Interfaces;

public static partial class GrainFactoryExtensions
{
    /// <summary>Any of them, to begin.</summary>
    public static IOidcSignInGrain OidcSignIn(this IGrainFactory grains) =>
        grains.GetGrain<IOidcSignInGrain>(RandomNumberGenerator.GetInt32(IOidcSignInGrain.Partitions));

    /// <summary>The one that this state comes from; a state that comes from none goes to any, which refuses it.</summary>
    public static IOidcSignInGrain OidcSignIn(this IGrainFactory grains, string state) => grains.GetGrain<IOidcSignInGrain>(
        state.Length > 0 && int.TryParse(state.AsSpan(0, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var partition) ? partition : 0);
}
