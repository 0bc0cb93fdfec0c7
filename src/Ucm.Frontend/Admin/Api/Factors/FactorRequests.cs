using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;

namespace Ucm.Frontend.Admin.Api.Factors;

/// <summary>What the routes of factors share.</summary>
internal static class FactorRequests
{
    /// <summary>The grain of whoever is signed in.</summary>
    public static ISecondFactorsGrain OwnFactors(this IGrainFactory grains, HttpContext context) => grains.SecondFactors(UserName.Parse(context.Caller().Name));

    public static FactorProof ToProof(this FactorProofBody body) => new(body.Password.ToSecret(), body.Code.ToSecret());

    public static SecretText? ToSecret(this string? text) => text is null ? null : new SecretText(text);
}
