using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Ocsp;
using Ucm.Grains.Tests.Identity;
using Ucm.Grains.Tests.Status;
using BouncyCertificate = Org.BouncyCastle.X509.X509Certificate;

namespace Ucm.Grains.Tests.Ocsp;

/// <summary>The delegated responder (RFC 6960 §4.2.2.2).</summary>
public sealed class OcspResponderTests
{
    private static readonly DerObjectIdentifier NoCheck = new("1.3.6.1.5.5.7.48.1.5");

    [Fact]
    public async Task Get_OnBothSilos_OneResponderWithNoCheckAndUsage()
    {
        await using var cluster = await GrainCluster.Start();
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue("rest:responder:both");

        var answer = await cluster.Grains.AskOcsp(issued.Key);
        var first = await cluster.Service<OcspResponders>(0).Get(TestRequests.Issuing, CancellationToken.None);
        var second = await cluster.Service<OcspResponders>(1).Get(TestRequests.Issuing, CancellationToken.None);

        var responder = answer.Value!.Responder();
        responder.GetExtensionValue(NoCheck).ShouldNotBeNull();
        responder.GetExtendedKeyUsage().ShouldHaveSingleItem().ToString().ShouldBe(KeyPurposeID.id_kp_OCSPSigning.Id);
        second.Value!.NotAfter.ShouldBe(first.Value!.NotAfter);
        (await Responders(cluster)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Get_AfterTwoThirdsOfItsLife_RenewedWhileTheOldOneServes()
    {
        var clock = new ShiftedClock();
        await using var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue("rest:responder:renew");
        var old = (await cluster.Grains.AskOcsp(issued.Key)).Value!.Responder();

        clock.Advance(TimeSpan.FromDays(21));
        var during = await cluster.Grains.AskOcsp(issued.Key);
        await Waiting.Until(async () => (await Current(cluster)).NotBefore > old.NotBefore.AddDays(20));
        clock.Advance(TimeSpan.FromHours(7));
        var after = (await cluster.Grains.AskOcsp(issued.Key)).Value!.Responder();

        during.Succeeded.ShouldBeTrue();
        during.Value!.NextUpdate.UtcDateTime.ShouldBeLessThanOrEqualTo(during.Value.Responder().NotAfter);
        after.SerialNumber.ShouldNotBe(old.SerialNumber);
        after.NotAfter.ShouldBeGreaterThan(old.NotAfter);
    }

    [Fact]
    public async Task Get_AuthorityOffline_AnswersGoOn()
    {
        await using var cluster = await GrainCluster.Start();
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue("rest:responder:offline");
        await cluster.Grains.OcspResponder(TestRequests.Issuing).Get(CancellationToken.None);

        var offline = await cluster.Grains.Authority(TestRequests.Issuing).SetStatus(Interfaces.Authorities.AuthorityStatus.Offline, TestRequests.Admin, CancellationToken.None);

        offline.Refusal.ShouldBeNull();
        (await cluster.Grains.AskSingle(issued.Key)).GetCertStatus().ShouldBeNull();
    }

    private static async Task<BouncyCertificate> Current(GrainCluster cluster)
    {
        var responder = await cluster.Grains.OcspResponder(TestRequests.Issuing).Get(CancellationToken.None);
        return new BouncyCertificate([.. responder.Value!.Certificate]);
    }

    private static async Task<IReadOnlyList<CertificateRecord>> Responders(GrainCluster cluster)
    {
        var page = await cluster.Grains.Search().ListCertificates(new CertificateQuery(Profile: "ocsp-signing"), TestRequests.Admin, CancellationToken.None);
        return page.Value!.Items;
    }
}
