using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Grains.Interfaces;

/// <summary>Status: OCSP, CRL, the revocation feed.</summary>
public static partial class GrainFactoryExtensions
{
    public static IOcspStatusGrain OcspStatus(this IGrainFactory grains, CertificateKey key) => grains.GetGrain<IOcspStatusGrain>(key.ToString());

    /// <summary>Another grain of the same class: a tenth of the cost of asking the factory by type.</summary>
    public static IOcspStatusGrain OcspStatus(this IGrainFactory grains, IOcspStatusGrain like, CertificateKey key) =>
        (IOcspStatusGrain)grains.GetGrain(GrainId.Create(like.GetGrainId().Type, key.ToString()), ((GrainReference)like).InterfaceType);

    /// <param name="keyAlgorithm">By name; the default is the responder every authority has.</param>
    public static IOcspResponderGrain OcspResponder(this IGrainFactory grains, AuthorityId authority, string keyAlgorithm = OcspResponderKey.DefaultAlgorithm) =>
        grains.GetGrain<IOcspResponderGrain>(new OcspResponderKey(authority, keyAlgorithm).ToString());

    public static IOcspWorkerGrain OcspWorker(this IGrainFactory grains, AuthorityId authority) => grains.GetGrain<IOcspWorkerGrain>(authority.Value);

    public static IOcspScreenGrain OcspScreen(this IGrainFactory grains, AuthorityId authority) => grains.GetGrain<IOcspScreenGrain>(authority.Value);

    /// <summary>Of the CRLs that list all of an authority's certificates.</summary>
    public static ICrlGrain Crl(this IGrainFactory grains, AuthorityId authority) => grains.Crl(new CrlScope(authority, 0));

    public static ICrlGrain Crl(this IGrainFactory grains, CrlScope scope) => grains.GetGrain<ICrlGrain>(scope.ToString());

    public static IRevocationFeedGrain RevocationFeed(this IGrainFactory grains) => grains.GetGrain<IRevocationFeedGrain>(0);
}
