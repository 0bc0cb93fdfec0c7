using Org.BouncyCastle.Ocsp;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Status;
using Ucm.Pki.Ocsp;
using Ucm.Pki.X509;
using Ucm.Storage.Certificates;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Ocsp;

/// <summary>What OCSP says in each state of a certificate (RFC 6960 §2.2).</summary>
[Trait("needs", "server")]
public sealed class OcspStatusTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private ICertificateStore Certificates => cluster.Service<ICertificateStore>();

    [Fact]
    public async Task Answer_Reserved_Unknown()
    {
        await cluster.CreateAuthorities();
        var key = await Certificates.Reserve(TestRequests.Issuing, DateTimeOffset.UtcNow);

        var answer = await cluster.Grains.AskOcsp(key);

        answer.Value!.Known.ShouldBeFalse();
        answer.Value.Read().Responses[0].GetCertStatus().ShouldBeOfType<UnknownStatus>();
    }

    [Fact]
    public async Task Answer_ReservedThenCompleted_GoodAtOnce()
    {
        await cluster.CreateAuthorities();
        var key = await Certificates.Reserve(TestRequests.Issuing, DateTimeOffset.UtcNow);
        (await cluster.Grains.AskSingle(key)).GetCertStatus().ShouldBeOfType<UnknownStatus>();

        await Certificates.Complete(key, [0x30, 0x00], new([], []), CancellationToken.None);

        (await cluster.Grains.AskSingle(key)).GetCertStatus().ShouldBeNull();
    }

    [Fact]
    public async Task Answer_Voided_RevokedCessationOfOperation()
    {
        await cluster.CreateAuthorities();
        var key = await Certificates.Reserve(TestRequests.Issuing, DateTimeOffset.UtcNow);
        (await Certificates.GiveUp(key, DateTimeOffset.UtcNow)).ShouldBeTrue();

        var status = (await cluster.Grains.AskSingle(key)).GetCertStatus().ShouldBeOfType<RevokedStatus>();

        status.RevocationReason.ShouldBe((int)RevocationReason.CessationOfOperation);
    }

    [Fact]
    public async Task Answer_HoldThenRelease_RevokedThenGood()
    {
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue("rest:ocsp:hold");
        var held = await cluster.RevokeForSure(issued.Key, RevocationReason.CertificateHold);
        var status = (await cluster.Grains.AskSingle(issued.Key, held.Sequence)).GetCertStatus().ShouldBeOfType<RevokedStatus>();

        var released = await cluster.Grains.Certificate(issued.Key).Release(TestRequests.Admin, CancellationToken.None);

        status.RevocationReason.ShouldBe((int)RevocationReason.CertificateHold);
        (await cluster.Grains.AskSingle(issued.Key, released.Value!.Sequence)).GetCertStatus().ShouldBeNull();
    }

    [Theory]
    [InlineData("root")]
    [InlineData("issuing")]
    public async Task Answer_CertificateOfAnAuthority_ItsIssuersResponderSaysGood(string of)
    {
        await cluster.CreateAuthorities();
        var authority = ParsedCertificate.Parse(await cluster.Grains.CertificateOf(Interfaces.Authorities.AuthorityId.Parse(of)));
        var key = new CertificateKey(TestRequests.Root, SerialNumber.FromBytes(authority.SerialNumber.Span));

        var answer = await cluster.Grains.AskOcsp(key);

        answer.Value!.Read().Responses[0].GetCertStatus().ShouldBeNull();
        answer.Value!.Responder().IssuerDN.ToString().ShouldContain("Test Root");
    }

    [Fact]
    public async Task Answer_SubordinateAuthorityRevoked_Revoked()
    {
        await cluster.CreateAuthorities();
        var sub = Interfaces.Authorities.AuthorityId.Parse("short-lived");
        (await cluster.Grains.Authority(sub).Create(TestRequests.IssuingCommand("ecdsa-p256") with { Subject = "CN=Short lived" }, CancellationToken.None)).Refusal.ShouldBeNull();
        var certificate = ParsedCertificate.Parse(await cluster.Grains.CertificateOf(sub));
        var key = new CertificateKey(TestRequests.Root, SerialNumber.FromBytes(certificate.SerialNumber.Span));

        var receipt = await cluster.RevokeForSure(key, RevocationReason.CaCompromise);

        var status = (await cluster.Grains.AskSingle(key, receipt.Sequence)).GetCertStatus().ShouldBeOfType<RevokedStatus>();
        status.RevocationReason.ShouldBe((int)RevocationReason.CaCompromise);
    }

    [Fact]
    public async Task Answer_CertIdOfAnotherCertificate_Malformed()
    {
        await cluster.CreateAuthorities();
        var one = await cluster.Issue("rest:ocsp:one");
        var other = await cluster.Issue("rest:ocsp:other");
        var certId = await cluster.Grains.CertId(other.Key);

        var answer = await cluster.Grains.OcspStatus(one.Key).Answer(new OcspQuery([.. certId], 0), CancellationToken.None);

        answer.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
    }

    [Fact]
    public async Task Answer_Sha1AndSha256_EachEchoedAsAsked()
    {
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue("rest:ocsp:hashes");

        var sha1 = await cluster.Grains.AskOcsp(issued.Key);
        var sha256 = await cluster.Grains.AskOcsp(issued.Key, hash: OcspHash.Sha256);

        sha1.Value!.Read().Responses[0].GetCertID().HashAlgOid.ShouldBe("1.3.14.3.2.26");
        sha256.Value!.Read().Responses[0].GetCertID().HashAlgOid.ShouldBe("2.16.840.1.101.3.4.2.1");
    }

    [Fact]
    public async Task Answer_RefreshedAndReactivated_ReasonAndFirstTimeStay()
    {
        var clock = new ShiftedClock();
        await using var shifted = await GrainCluster.Start(clock);
        await shifted.CreateAuthorities();
        var issued = await shifted.Issue("rest:ocsp:refresh");
        var receipt = await shifted.RevokeForSure(issued.Key, RevocationReason.KeyCompromise);
        var first = await shifted.Grains.AskOcsp(issued.Key, receipt.Sequence);

        clock.Advance(TimeSpan.FromHours(7));
        var refreshed = await shifted.Grains.AskOcsp(issued.Key);
        await shifted.Cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromHours(7));
        var reactivated = await shifted.Grains.AskOcsp(issued.Key);

        refreshed.Value!.ThisUpdate.ShouldBeGreaterThan(first.Value!.ThisUpdate);
        foreach (var answer in new[] { first, refreshed, reactivated })
        {
            var status = answer.Value!.Read().Responses[0].GetCertStatus().ShouldBeOfType<RevokedStatus>();
            status.RevocationReason.ShouldBe((int)RevocationReason.KeyCompromise);
            status.RevocationTime.ShouldBe(receipt.RevokedAt.UtcDateTime, TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Answer_StoreAway_RefusesWhatIsColdAndServesWhatIsKnown()
    {
        var outage = new Outage();
        await using var failing = await GrainCluster.Start(configure: outage.InFrontOf<ICertificateStore>);
        await failing.CreateAuthorities();
        var warm = await failing.Issue("rest:ocsp:warm");
        var cold = await failing.Issue("rest:ocsp:cold");
        (await failing.Grains.AskSingle(warm.Key)).GetCertStatus().ShouldBeNull();

        outage.Down = true;
        var refused = await failing.Grains.AskOcsp(cold.Key);
        var served = await failing.Grains.AskOcsp(warm.Key);
        var newer = await failing.Grains.AskOcsp(warm.Key, notBefore: long.MaxValue);
        outage.Down = false;
        var after = await failing.Grains.AskOcsp(cold.Key);

        refused.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
        served.Succeeded.ShouldBeTrue();
        newer.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
        after.Succeeded.ShouldBeTrue();
    }
}
