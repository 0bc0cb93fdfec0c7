using System.Numerics;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Crl;

/// <summary>CRLs as a relying party has them, read with another library.</summary>
internal static class Crls
{
    public static async Task<X509Crl> GetCrl(this GrainCluster cluster)
    {
        var crl = await cluster.Grains.Crl(TestRequests.Issuing).Get(0, CancellationToken.None);
        crl.Refusal.ShouldBeNull();
        return new X509Crl([.. crl.Value!.Der]);
    }

    public static async Task<PublishedCrl> PublishIfDue(this GrainCluster cluster)
    {
        var crl = await cluster.TryPublish();
        crl.Refusal.ShouldBeNull();
        return crl.Value!;
    }

    public static Task<Outcome<PublishedCrl>> TryPublish(this GrainCluster cluster) => cluster.Grains.Crl(TestRequests.Issuing).PublishIfDue(CancellationToken.None);

    public static X509CrlEntry? Entry(this X509Crl crl, CertificateKey key) => crl.GetRevokedCertificate(new(1, key.Serial.ToBytes()));

    public static BigInteger Number(this X509Crl crl) => new(
        DerInteger.GetInstance(Asn1OctetString.GetInstance(crl.GetExtensionValue(X509Extensions.CrlNumber)).GetOctets()).PositiveValue.ToByteArray(), isBigEndian: true);
}
