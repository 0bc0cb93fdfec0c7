using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Ucm.Grains.Authorities;
using Ucm.Grains.Certificates;
using Ucm.Grains.Cluster;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Grains.Tests.Status;
using Ucm.Pki.X509;
using Ucm.Storage.Authorities;
using Ucm.Storage.Certificates;
using Ucm.Storage.Objects;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Authorities;

/// <summary>A certificate that belongs to an authority: who may revoke it, and what its authority may do from then on.</summary>
[Trait("needs", "server")]
public sealed class RevokedAuthorityTests
{
    public static TheoryData<string> OtherRoles => [.. Roles.All.Where(static role => role != Roles.Admin)];

    [Theory]
    [MemberData(nameof(OtherRoles))]
    public async Task Revoke_AnAuthoritysCertificateWithoutManagingAuthorities_ForbiddenAndUnchanged(string role)
    {
        await using var cluster = await GrainCluster.Start();
        var key = await Certificate(cluster);
        var caller = new Caller(CallerKind.User, role, Roles.PermissionsOf([role]));

        foreach (var reason in (RevocationReason[])[RevocationReason.KeyCompromise, RevocationReason.CertificateHold])
        {
            (await Revoke(cluster, key, reason, caller)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        }

        (await cluster.Revoke(key, RevocationReason.CertificateHold)).Refusal.ShouldBeNull();
        (await cluster.Grains.Certificate(key).Release(caller, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await Status(cluster, key)).ShouldBe(CertificateStatus.OnHold);
    }

    [Fact]
    public async Task Revoke_AnAuthoritysCertificate_BothSilosStopIssuingAndItCannotBeResumed()
    {
        await using var cluster = await GrainCluster.Start();
        var key = await Certificate(cluster);
        var issued = await cluster.Issued("revoked:before");

        (await cluster.Revoke(key, RevocationReason.CaCompromise)).Refusal.ShouldBeNull();

        await RefusedOnBothSilos(cluster);
        cluster.Audited("authority.offline", "authority:issuing").ShouldBe(1);
        var resumed = await SetStatus(cluster, AuthorityStatus.Online);
        resumed.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        resumed.Refusal.Detail.ShouldContain("revoked");
        (await cluster.Revoke(issued.Key, RevocationReason.CaCompromise)).Refusal.ShouldBeNull();
        (await cluster.Grains.Crl(TestRequests.Issuing).PublishNow(TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();
        (await cluster.Grains.AskSingle(issued.Key)).GetCertStatus().ShouldNotBeNull();
        (await SetStatus(cluster, AuthorityStatus.Retired)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Release_AnAuthoritysCertificate_ItIssuesAgainOnceItIsResumed()
    {
        await using var cluster = await GrainCluster.Start();
        var key = await Certificate(cluster);
        (await cluster.Revoke(key, RevocationReason.CertificateHold)).Refusal.ShouldBeNull();
        await RefusedOnBothSilos(cluster);
        (await SetStatus(cluster, AuthorityStatus.Online)).Refusal!.Detail.ShouldContain("release");

        (await cluster.Grains.Certificate(key).Release(TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();

        (await cluster.Grains.Authority(TestRequests.Issuing).Get(CancellationToken.None)).Value!.Status.ShouldBe(AuthorityStatus.Offline);
        (await SetStatus(cluster, AuthorityStatus.Online)).Refusal.ShouldBeNull();
        await Eventually.Until(async () => (await cluster.Issue(TestRequests.Command("revoked:released"))).Succeeded);
    }

    [Fact]
    public async Task Run_ARevocationStoppedNoAuthority_TheReconcilerDoes()
    {
        await using var cluster = await GrainCluster.Start();
        var key = await Certificate(cluster);
        await cluster.Service<ICertificateStore>().RevokeUnannounced(key, DateTimeOffset.UtcNow);

        await cluster.Service<Reconciler>().Run(CancellationToken.None);

        (await cluster.Grains.Authority(TestRequests.Issuing).Get(CancellationToken.None)).Value!.Status.ShouldBe(AuthorityStatus.Offline);
        cluster.Audited("authority.offline", "authority:issuing").ShouldBe(1);
        cluster.Audited("authority.offline", "authority:root").ShouldBe(0);
    }

    [Fact]
    public async Task Revoke_TheRootsOwnCertificate_IsNoRevocation()
    {
        await using var cluster = await GrainCluster.Start();
        await cluster.CreateAuthorities();
        var key = await Certificate(cluster, TestRequests.Root, TestRequests.Root);

        (await cluster.Revoke(key, RevocationReason.KeyCompromise)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);

        (await cluster.Grains.Authority(TestRequests.Root).Get(CancellationToken.None)).Value!.Status.ShouldBe(AuthorityStatus.Online);
    }

    /// <summary>Half a second is enough for somebody who may only revoke.</summary>
    [Fact]
    public async Task OwnerOf_AnAuthorityThatAnotherSiloHasJustMade_IsFound()
    {
        await using var cluster = await GrainCluster.Start();
        var key = await Certificate(cluster, TestRequests.Root, TestRequests.Issuing);
        var made = await cluster.Service<IAuthorityIndex>().List(CancellationToken.None);
        var index = Substitute.For<IAuthorityIndex>();
        index.List(Arg.Any<CancellationToken>()).Returns(new AuthorityCatalog([], 0), made);
        var snapshots = new AuthoritySnapshots(
            index,
            cluster.Service<IObjectStore>(),
            cluster.Service<ObjectKinds>(),
            cluster.Service<SiloStanding>(),
            cluster.Service<PublicUrls>(),
            new FakeTimeProvider());
        (await snapshots.ConfirmAll(CancellationToken.None)).Value!.Issuers.ShouldBeEmpty();

        var owner = await new AuthorityCertificates(snapshots, cluster.Service<ICertificateStore>(), cluster.Grains).OwnerOf(key, CancellationToken.None);

        owner.Value!.Authority!.Id.ShouldBe(TestRequests.Issuing);
    }

    private static Task<CertificateKey> Certificate(GrainCluster cluster) => Certificate(cluster, TestRequests.Root, TestRequests.Issuing);

    private static async Task<CertificateKey> Certificate(GrainCluster cluster, AuthorityId issuer, AuthorityId owner)
    {
        await cluster.CreateAuthorities();
        var snapshot = (await cluster.Grains.Authority(owner).Get(CancellationToken.None)).Value!;
        return new CertificateKey(issuer, SerialNumber.FromBytes(ParsedCertificate.Parse(snapshot.Certificate.AsMemory()).SerialNumber.Span));
    }

    /// <summary>Every silo knows within a second (law 8).</summary>
    private static Task RefusedOnBothSilos(GrainCluster cluster) => Eventually.Until(async () =>
    {
        var request = $"revoked:{Guid.NewGuid():n}";
        var answers = await Task.WhenAll(cluster.Issue(TestRequests.Command($"{request}:0"), 0), cluster.Issue(TestRequests.Command($"{request}:1"), 1));
        return answers.All(static answer => answer.Refusal?.Code == RefusalCode.AuthorityNotOnline);
    });

    private static Task<Outcome<RevocationReceipt>> Revoke(GrainCluster cluster, CertificateKey key, RevocationReason reason, Caller caller) =>
        cluster.Grains.Certificate(key).Revoke(new RevokeCommand(reason, caller), CancellationToken.None);

    private static Task<Outcome<AuthoritySnapshot>> SetStatus(GrainCluster cluster, AuthorityStatus status) =>
        cluster.Grains.Authority(TestRequests.Issuing).SetStatus(status, TestRequests.Admin, CancellationToken.None);

    private static async Task<CertificateStatus> Status(GrainCluster cluster, CertificateKey key) => (await cluster.Grains.Certificate(key).Get(CancellationToken.None)).Value!.Status;
}
