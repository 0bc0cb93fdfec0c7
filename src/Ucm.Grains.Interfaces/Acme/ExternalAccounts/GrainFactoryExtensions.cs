using Ucm.Grains.Interfaces.Acme.ExternalAccounts;

#pragma warning disable IDE0130 // One partial class, one file per feature.
namespace Ucm.Grains.Interfaces;

public static partial class GrainFactoryExtensions
{
    public static IExternalAccountKeyGrain ExternalAccountKey(this IGrainFactory grains, string kid) =>
        grains.GetGrain<IExternalAccountKeyGrain>($"acme-eab:{kid}");

    public static IExternalAccountCatalogGrain ExternalAccounts(this IGrainFactory grains) => grains.GetGrain<IExternalAccountCatalogGrain>(0);
}
