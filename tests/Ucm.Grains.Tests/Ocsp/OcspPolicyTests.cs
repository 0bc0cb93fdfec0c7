using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Ocsp;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Ocsp;
using Ucm.Grains.Tests.Status;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Ocsp;

/// <summary>OCSP settings of one authority (RFC 6960 §2.2 and §4.4.4): its own, or the installation's where it has none.</summary>
[Trait("needs", "server")]
public sealed class OcspPolicyTests
{
    [Fact]
    public async Task SetOcspPolicy_OfOneAuthority_FollowedOnBothSilosAndByNoOther()
    {
        await using var cluster = await Start();
        var issued = await cluster.Issue("rest:policy:own");

        await Set(cluster, new OcspPolicy(true, TimeSpan.FromDays(3650)));

        foreach (var silo in (int[])[0, 1])
        {
            var responders = cluster.Service<OcspResponders>(silo);
            await Eventually.Until(async () => (await responders.Get(TestRequests.Issuing, CancellationToken.None)).Value!.Terms is { ExtendedRevoke: true, ArchiveCutoff.Days: 3650 });
            (await responders.Get(TestRequests.Root, CancellationToken.None)).Value!.Terms.ShouldBe(new OcspTerms(TimeSpan.FromHours(12), TimeSpan.Zero, false));
        }

        (await NeverIssued(cluster)).GetCertStatus().ShouldBeOfType<RevokedStatus>();
        (await cluster.Grains.AskSingle(issued.Key)).GetExtensionValue(OcspObjectIdentifiers.PkixOcspArchiveCutoff).ShouldNotBeNull();
        cluster.Audited("authority.ocsp", "authority:issuing").ShouldBe(1);
        cluster.Events("authority.changed", "changed").ShouldBe(1);
        var listed = await cluster.Service<Storage.Authorities.IAuthorityIndex>().Find(TestRequests.Issuing, CancellationToken.None);
        (listed!.Ocsp, listed.Version).ShouldBe((new OcspPolicy(true, TimeSpan.FromDays(3650)), 2));
    }

    [Fact]
    public async Task SetOcspPolicy_AgainstTheInstallation_TheAuthoritysWordCountsAndNoneIsTheInstallations()
    {
        await using var cluster = await Start(static options => options.ExtendedRevoke = true);

        await Set(cluster, new OcspPolicy(false, null));
        await Eventually.Until(async () => (await NeverIssued(cluster)).GetCertStatus() is UnknownStatus);
        await Set(cluster, new OcspPolicy(null, null));
        await Eventually.Until(async () => (await NeverIssued(cluster)).GetCertStatus() is RevokedStatus);

        (await cluster.Grains.Authority(TestRequests.Issuing).Get(CancellationToken.None)).Value!.Ocsp.ShouldBeNull();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3661)]
    public async Task SetOcspPolicy_CutoffOutOfRange_IsRefusedByName(int days)
    {
        await using var cluster = await Start();

        var refused = await Authority(cluster).SetOcspPolicy(new SetOcspPolicyCommand(new OcspPolicy(null, TimeSpan.FromDays(days)), TestRequests.Admin), CancellationToken.None);

        refused.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        refused.Refusal.Parts.ShouldHaveSingleItem().Name.ShouldBe("archive_cutoff");
    }

    [Fact]
    public async Task SetOcspPolicy_WithoutThePermissionOrAnAuthority_IsRefused()
    {
        await using var cluster = await Start();
        var reader = new Caller(CallerKind.User, "reader", [Permission.AuthoritiesRead]);
        var policy = new OcspPolicy(true, null);

        var forbidden = await Authority(cluster).SetOcspPolicy(new SetOcspPolicyCommand(policy, reader), CancellationToken.None);
        var nobody = await cluster.Grains.Authority(AuthorityId.Parse("nobody")).SetOcspPolicy(new SetOcspPolicyCommand(policy, TestRequests.Admin), CancellationToken.None);

        forbidden.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        nobody.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    private static ICertificateAuthorityGrain Authority(GrainCluster cluster) => cluster.Grains.Authority(TestRequests.Issuing);

    private static async Task Set(GrainCluster cluster, OcspPolicy policy) =>
        (await Authority(cluster).SetOcspPolicy(new SetOcspPolicyCommand(policy, TestRequests.Admin), CancellationToken.None)).Refusal.ShouldBeNull();

    private static async Task<SingleResp> NeverIssued(GrainCluster cluster)
    {
        var certId = await cluster.Grains.CertId(new CertificateKey(TestRequests.Issuing, SerialNumber.FromBytes([0x11, .. RandomNumberGenerator.GetBytes(15)])));
        var answer = await cluster.Grains.OcspWorker(TestRequests.Issuing).Respond(new OcspLiveQuery([[.. certId]], []), CancellationToken.None);
        answer.Refusal.ShouldBeNull();
        return answer.Value!.Read().Responses.ShouldHaveSingleItem();
    }

    private static async Task<GrainCluster> Start(Action<OcspOptions>? configure = null)
    {
        var cluster = await GrainCluster.Start(configure: services => services.Configure(configure ?? (static _ => { })));
        await cluster.CreateAuthorities();
        return cluster;
    }
}
