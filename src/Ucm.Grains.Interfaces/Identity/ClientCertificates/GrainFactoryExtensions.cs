using Ucm.Grains.Interfaces.Identity.ClientCertificates;

#pragma warning disable IDE0130 // One partial class, one file per feature.
namespace Ucm.Grains.Interfaces;

public static partial class GrainFactoryExtensions
{
    public static ICertificateSignInGrain CertificateSignIn(this IGrainFactory grains) => grains.GetGrain<ICertificateSignInGrain>(0);
}
