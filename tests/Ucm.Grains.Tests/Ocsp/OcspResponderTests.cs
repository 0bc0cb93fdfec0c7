using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Ocsp;
using Ucm.Grains.Tests.Crl;
using Ucm.Grains.Tests.Status;
using Ucm.Pki.X509;
using Ucm.TestHosting;
using BouncyCertificate = Org.BouncyCastle.X509.X509Certificate;

namespace Ucm.Grains.Tests.Ocsp;

/// <summary>The delegated responder (RFC 6960 §4.2.2.2).</summary>
[Trait("needs", "server")]
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
        await Eventually.Until(async () => (await Current(cluster)).NotBefore > old.NotBefore.AddDays(20));
        clock.Advance(TimeSpan.FromHours(7));
        var after = (await cluster.Grains.AskOcsp(issued.Key)).Value!.Responder();

        during.Succeeded.ShouldBeTrue();
        during.Value!.NextUpdate.UtcDateTime.ShouldBeLessThanOrEqualTo(during.Value.Responder().NotAfter);
        after.SerialNumber.ShouldNotBe(old.SerialNumber);
        after.NotAfter.ShouldBeGreaterThan(old.NotAfter);
    }

    [Theory]
    [InlineData(RevocationReason.KeyCompromise)]
    [InlineData(RevocationReason.CertificateHold)]
    public async Task Get_ItsCertificateWasRevoked_AnotherWithAnotherKey(RevocationReason reason)
    {
        await using var cluster = await GrainCluster.Start();
        await cluster.CreateAuthorities();
        var old = (await cluster.Grains.OcspResponder(TestRequests.Issuing).Get(CancellationToken.None)).Value!;
        var serial = SerialNumber.FromBytes(ParsedCertificate.Parse(old.Certificate.AsMemory()).SerialNumber.Span);
        var revoker = new Caller(CallerKind.User, "operator", Roles.PermissionsOf([Roles.Operator]));

        var revoked = await cluster.Grains.Certificate(new CertificateKey(TestRequests.Issuing, serial)).Revoke(new RevokeCommand(reason, revoker), CancellationToken.None);
        var next = (await cluster.Grains.OcspResponder(TestRequests.Issuing).Get(CancellationToken.None)).Value!;
        var again = (await cluster.Grains.OcspResponder(TestRequests.Issuing).Get(CancellationToken.None)).Value!;

        revoked.Refusal.ShouldBeNull();
        next.KeyId.ShouldNotBe(old.KeyId);
        next.Certificate.ShouldNotBe(old.Certificate);
        again.Certificate.ShouldBe(next.Certificate);
    }

    [Fact]
    public async Task Get_AuthorityOffline_AnswersGoOn()
    {
        await using var cluster = await GrainCluster.Start();
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue("rest:responder:offline");
        await cluster.Grains.OcspResponder(TestRequests.Issuing).Get(CancellationToken.None);

        var offline = await cluster.Grains.Authority(TestRequests.Issuing).SetStatus(AuthorityStatus.Offline, TestRequests.Admin, CancellationToken.None);

        offline.Refusal.ShouldBeNull();
        (await cluster.Grains.AskSingle(issued.Key)).GetCertStatus().ShouldBeNull();
    }

    [Theory]
    [InlineData(AuthorityStatus.Offline)]
    [InlineData(AuthorityStatus.Retired)]
    public async Task Get_AuthoritySuspendedOrRetired_ResponderIsRenewedAndNothingElseIssued(AuthorityStatus status)
    {
        var clock = new ShiftedClock();
        await using var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue("rest:responder:suspended");
        var old = (await cluster.Grains.AskOcsp(issued.Key)).Value!.Responder();
        (await cluster.Grains.Authority(TestRequests.Issuing).SetStatus(status, TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();

        clock.Advance(TimeSpan.FromDays(31));
        var answer = await cluster.Grains.AskOcsp(issued.Key);

        answer.Refusal.ShouldBeNull();
        var renewed = answer.Value!.Responder();
        renewed.SerialNumber.ShouldNotBe(old.SerialNumber);
        renewed.NotAfter.ShouldBeGreaterThan(clock.GetUtcNow().UtcDateTime);

        // Every silo knows within a second (law 8).
        await Eventually.Until(async () => await Refused(cluster, static command => command) == RefusalCode.AuthorityNotOnline);
        (await Refused(cluster, static command => command with { Profile = "ocsp-signing", Content = new RequestedContent(Subject: "CN=A user's responder") }))
            .ShouldBe(RefusalCode.PolicyViolation);
    }

    [Fact]
    public async Task Sign_ForAResponderWhileSuspended_NothingButAResponderCertificate()
    {
        await using var cluster = await GrainCluster.Start();
        await cluster.CreateAuthorities();
        var leaf = ParsedCertificate.Parse((await cluster.Issue("rest:responder:leaf")).Der.AsMemory());
        var responder = await cluster.Grains.OcspResponder(TestRequests.Issuing).Get(CancellationToken.None);
        var own = ParsedCertificate.Parse(responder.Value!.Certificate.AsMemory());
        (await cluster.Grains.Authority(TestRequests.Issuing).SetStatus(AuthorityStatus.Offline, TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();

        (await Sign(cluster, leaf.Tbs, SigningPurpose.OcspResponder)).ShouldBe(RefusalCode.Forbidden);
        (await Sign(cluster, new byte[] { 1, 2, 3 }, SigningPurpose.OcspResponder)).ShouldBe(RefusalCode.Forbidden);

        // Another silo may take up to a second to know of it (law 8).
        await Eventually.Until(async () => await Sign(cluster, own.Tbs, SigningPurpose.Certificate) == RefusalCode.AuthorityNotOnline);
        (await Sign(cluster, own.Tbs, SigningPurpose.OcspResponder)).ShouldBeNull();
    }

    [Fact]
    public async Task Answer_KeyOfTheAuthorityIsGone_GoesOn()
    {
        await using var cluster = await GrainCluster.Start();
        await cluster.CreateAuthorities();
        var asked = await cluster.Issue("rest:responder:asked");
        var other = await cluster.Issue("rest:responder:not-asked");
        (await cluster.Grains.AskSingle(asked.Key)).GetCertStatus().ShouldBeNull();

        await cluster.Execute("delete from keys where id = 'authority:issuing:1'");

        cluster.Scalar("select count(*) from keys where id like 'authority:issuing%'").ShouldBe(0);
        (await cluster.Grains.AskSingle(other.Key)).GetCertStatus().ShouldBeNull();
    }

    private static async Task<RefusalCode?> Refused(GrainCluster cluster, Func<IssueCommand, IssueCommand> change)
    {
        var command = change(TestRequests.Command($"rest:responder:{Guid.NewGuid():n}"));
        return (await cluster.Grains.Issuance(TestRequests.Issuing).Issue(command, CancellationToken.None)).Refusal?.Code;
    }

    private static async Task<RefusalCode?> Sign(GrainCluster cluster, ReadOnlyMemory<byte> toBeSigned, SigningPurpose purpose) =>
        (await cluster.Grains.Signer(TestRequests.Issuing).Sign(new SignCommand([.. toBeSigned.Span], purpose), CancellationToken.None)).Refusal?.Code;

    private static async Task<BouncyCertificate> Current(GrainCluster cluster)
    {
        var responder = await cluster.Grains.OcspResponder(TestRequests.Issuing).Get(CancellationToken.None);
        return new BouncyCertificate([.. responder.Value!.Certificate]);
    }

    private static async Task<IReadOnlyList<CertificateRecord>> Responders(GrainCluster cluster)
    {
        var page = await cluster.Grains.Search().ListCertificates(new CertificateQuery(Profile: "ocsp-signing") { IncludeSystem = true }, TestRequests.Admin, CancellationToken.None);

        // The root's responder is made by the schedule, sooner or later.
        return [.. page.Value!.Items.Where(static item => item.Key.Authority == TestRequests.Issuing)];
    }
}
