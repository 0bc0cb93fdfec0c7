using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Profiles;

namespace Ucm.Grains.Interfaces;

/// <summary>Typed access to grains: the key's text form is decided here and nowhere else. Each feature adds its own partial.</summary>
public static partial class GrainFactoryExtensions
{
    public static ICertificateGrain Certificate(this IGrainFactory grains, CertificateKey key) => grains.GetGrain<ICertificateGrain>(key.ToString());

    public static IServerCertificateGrain ServerCertificates(this IGrainFactory grains) => grains.GetGrain<IServerCertificateGrain>(0);

    public static IIssuanceGrain Issuance(this IGrainFactory grains, AuthorityId authority) => KnownGrains<IIssuanceGrain>.Get(grains, authority.Value);

    public static ISignerGrain Signer(this IGrainFactory grains, AuthorityId authority) => KnownGrains<ISignerGrain>.Get(grains, authority.Value);

    public static ICertificateAuthorityGrain Authority(this IGrainFactory grains, AuthorityId authority) =>
        grains.GetGrain<ICertificateAuthorityGrain>($"ca:{authority.Value}");

    public static IAuthorityCatalogGrain AuthorityCatalog(this IGrainFactory grains) => grains.GetGrain<IAuthorityCatalogGrain>(0);

    public static ISearchGrain Search(this IGrainFactory grains) => grains.GetGrain<ISearchGrain>(0);

    public static IProfileCatalogGrain ProfileCatalog(this IGrainFactory grains) => grains.GetGrain<IProfileCatalogGrain>(0);
}
