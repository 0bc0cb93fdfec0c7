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

    public static IOcspResponderGrain OcspResponder(this IGrainFactory grains, AuthorityId authority) =>
        grains.GetGrain<IOcspResponderGrain>($"ocsp:{authority.Value}");

    public static IOcspWorkerGrain OcspWorker(this IGrainFactory grains, AuthorityId authority) => grains.GetGrain<IOcspWorkerGrain>(authority.Value);

    public static ICrlGrain Crl(this IGrainFactory grains, AuthorityId authority) => grains.GetGrain<ICrlGrain>($"crl:{authority.Value}");

    public static IRevocationFeedGrain RevocationFeed(this IGrainFactory grains) => grains.GetGrain<IRevocationFeedGrain>(0);
}
