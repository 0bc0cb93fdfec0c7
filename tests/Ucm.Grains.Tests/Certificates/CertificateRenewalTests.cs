using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Certificates;

/// <summary>The successor of a certificate: whose it is, who issues it, and that there is one for each request.</summary>
[Trait("needs", "server")]
public sealed class CertificateRenewalTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private static readonly AuthorityId Second = AuthorityId.Parse("second");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Renew_FromAnotherAuthority_IsIssuedThereAndRemembersTheOldOne()
    {
        await cluster.CreateAuthorities();
        (await cluster.Grains.Authority(Second).Create(TestRequests.IssuingCommand("ecdsa-p256"), Token)).Refusal.ShouldBeNull();
        var old = await Issue("reissue.example.com");

        var renewed = await Renew(old, "reissue", TestRequests.Csr("reissue.example.com"), Second);

        renewed.Refusal.ShouldBeNull();
        renewed.Value!.Key.Authority.ShouldBe(Second);
        (await Read(renewed.Value.Key)).Renews.ShouldBe(old);
        (await Read(old)).RenewedBy.ShouldBe(renewed.Value.Key);
    }

    [Fact]
    public async Task Law02_Renew_Again_IsTheSameCertificateWhateverIsNotedMeanwhile()
    {
        await cluster.CreateAuthorities();
        var old = await Issue("again.example.com");
        var other = await Issue("again.example.com");
        var csr = TestRequests.Csr("again.example.com");

        var first = await Renew(old, "again", csr);
        await cluster.Grains.Certificate(old).Annotate(new AnnotateCommand([new LabelChange("team", "web")], false, null, null, null, TestRequests.Admin), Token);
        var second = await Renew(old, "again", csr);
        var ofOther = await Renew(other, "again", csr);

        (second.Value!.Key, second.Value.Replayed).ShouldBe((first.Value!.Key, true));
        ofOther.Refusal!.Code.ShouldBe(RefusalCode.IdempotencyMismatch);
        (await Read(first.Value.Key)).Annotations!.Labels.ShouldBeEmpty("it was made before the label was");
    }

    [Fact]
    public async Task Renew_OfARevokedCertificate_LeavesItRevokedAndItsCompromisedKeyOut()
    {
        await cluster.CreateAuthorities();
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var csr = TestRequests.Csr("lost.example.com", key);
        var old = await Issue("lost.example.com", csr);
        await cluster.Revoke(old, RevocationReason.KeyCompromise);

        var sameKey = await Renew(old, "lost-same", csr);
        var newKey = await Renew(old, "lost-new", TestRequests.Csr("lost.example.com"));

        sameKey.Refusal!.Code.ShouldBe(RefusalCode.BadPublicKey);
        newKey.Refusal.ShouldBeNull();
        (await Read(old)).Status.ShouldBe(CertificateStatus.Revoked);
    }

    [Fact]
    public async Task Renew_WithoutThePermissions_IsRefused()
    {
        await cluster.CreateAuthorities();
        var old = await Issue("mine.example.com");
        var csr = TestRequests.Csr("mine.example.com");
        Caller Only(params string[] permissions) => new(CallerKind.User, TestRequests.Admin.Name, [.. permissions]);

        (await Renew(old, "no-issue", csr, caller: Only(Permission.CertificatesRead))).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await Renew(old, "no-read", csr, caller: Only(Permission.CertificatesIssue))).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    private async Task<CertificateKey> Issue(string name, byte[]? csr = null)
    {
        var issued = await cluster.Issue(TestRequests.Command($"renewal:{Guid.NewGuid():n}", name, csr));
        issued.Refusal.ShouldBeNull();
        return issued.Value!.Key;
    }

    private Task<Outcome<IssuedCertificate>> Renew(CertificateKey old, string request, byte[] csr, AuthorityId? authority = null, Caller? caller = null) =>
        cluster.Grains.Certificate(old).Renew(new RenewCommand(TestRequests.Id(request), [.. csr], authority, null, caller ?? TestRequests.Admin), Token);

    private async Task<CertificateRecord> Read(CertificateKey key) => (await cluster.Grains.Certificate(key).Read(TestRequests.Admin, Token)).Value!;
}
