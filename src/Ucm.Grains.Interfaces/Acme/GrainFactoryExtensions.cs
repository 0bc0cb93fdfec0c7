using Ucm.Grains.Interfaces.Acme;

#pragma warning disable IDE0130 // One partial class, one file per feature.
namespace Ucm.Grains.Interfaces;

public static partial class GrainFactoryExtensions
{
    public static IAcmeAccountGrain AcmeAccount(this IGrainFactory grains, string id) => grains.GetGrain<IAcmeAccountGrain>($"account:{id}");

    public static IAcmeAccountKeyGrain AcmeAccountKey(this IGrainFactory grains, string thumbprint) => grains.GetGrain<IAcmeAccountKeyGrain>($"acme-key:{thumbprint}");

    public static IAcmeOrderGrain AcmeOrder(this IGrainFactory grains, string id) => grains.GetGrain<IAcmeOrderGrain>($"order:{id}");

    public static IAcmeDirectoryGrain AcmeDirectory(this IGrainFactory grains) => grains.GetGrain<IAcmeDirectoryGrain>(0);

    public static IAcmeSearchGrain AcmeSearch(this IGrainFactory grains) => grains.GetGrain<IAcmeSearchGrain>(0);

    public static IAcmeNonceGrain AcmeNonces(this IGrainFactory grains, int pool) => grains.GetGrain<IAcmeNonceGrain>(pool);

    public static IChallengeValidatorGrain ChallengeValidator(this IGrainFactory grains) => grains.GetGrain<IChallengeValidatorGrain>(0);

    public static IAcmeRenewalGrain AcmeRenewal(this IGrainFactory grains) => grains.GetGrain<IAcmeRenewalGrain>(0);

    public static IAcmeRevocationGrain AcmeRevocation(this IGrainFactory grains) => grains.GetGrain<IAcmeRevocationGrain>(0);
}
