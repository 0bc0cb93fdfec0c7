using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Certificates;

/// <summary>Law 7: what is refused leaves nothing in any table.</summary>
[Trait("needs", "server")]
public sealed class Law07Tests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private static readonly CertificateKey Unknown = new(TestRequests.Issuing, SerialNumber.Parse("0123456789abcdef0123456789abcdef01234567"));

    [Fact]
    public async Task Law07_UnknownSerial_WritesNothing()
    {
        await cluster.CreateAuthorities();
        var before = await cluster.CountAll();

        var get = await cluster.Grains.Certificate(Unknown).Get(CancellationToken.None);
        var revoke = await cluster.Revoke(Unknown, RevocationReason.KeyCompromise);
        var release = await cluster.Grains.Certificate(Unknown).Release(TestRequests.Admin, CancellationToken.None);

        get.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        revoke.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        release.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await cluster.CountAll()).ShouldBe(before);
    }

    [Fact]
    public async Task Law07_BadRequests_WriteNothing()
    {
        await cluster.CreateAuthorities();
        var csr = TestRequests.Csr("www.example.com");
        var forged = csr.ToArray();
        forged[^3] ^= 1;
        var nobody = new Caller(CallerKind.User, "nobody", []);
        IssueCommand[] bad =
        [
            TestRequests.Command("law07:forged", csr: forged),
            TestRequests.Command("law07:garbage", csr: [0x30, 0x82, 0xFF, 0xFF, 1, 2, 3]),
            TestRequests.Command("law07:empty") with { Csr = [] },
            TestRequests.Command("law07:name", "no_such name"),
            TestRequests.Command("law07:profile") with { Profile = "nothing" },
            TestRequests.Command("law07:caller") with { Caller = nobody },
            TestRequests.Command("law07:authority") with { Authority = Interfaces.Authorities.AuthorityId.Parse("nowhere") },
        ];
        var before = await cluster.CountAll();

        foreach (var command in bad)
        {
            (await cluster.Issue(command)).Succeeded.ShouldBeFalse(command.Request.Value);
        }

        (await cluster.CountAll()).ShouldBe(before);
    }

    [Fact]
    public async Task Law07_UnknownAuthorityOrUser_WritesNothing()
    {
        await cluster.CreateAuthorities();
        var before = await cluster.CountAll();

        var authority = await cluster.Grains.Authority(Interfaces.Authorities.AuthorityId.Parse("nowhere")).Get(CancellationToken.None);
        var user = await cluster.Grains.User(UserName.Parse("nobody")).GetAccess(CancellationToken.None);

        authority.Succeeded.ShouldBeFalse();
        user.Succeeded.ShouldBeFalse();
        (await cluster.CountAll()).ShouldBe(before);
    }
}
