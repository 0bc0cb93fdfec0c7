using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Tests.Certificates;

/// <summary>Law 5: the change, its audit row and its event are there together or not at all. A trigger makes the one fail, and the other must be missing.</summary>
[Trait("needs", "server")]
public sealed class Law05Tests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private static readonly CreateUserCommand NewUser = new(new SecretText("Vq7!kelp-Osmium-41"), [Roles.Operator], false, TestRequests.Admin);

    [Fact]
    public async Task Law05_Changes_HaveTheirAuditRowsAndEvents()
    {
        await cluster.CreateAuthorities();
        var issued = await cluster.Issued("law05:whole");
        await cluster.Revoke(issued.Key, RevocationReason.Superseded);
        var user = await cluster.Grains.User(UserName.Parse("law05")).Create(NewUser, CancellationToken.None);

        cluster.Audited("certificate.reserve", "law05:whole").ShouldBe(1);
        cluster.Audited("certificate.issue", "law05:whole").ShouldBe(1);
        cluster.Events("certificate.issued", "law05:whole").ShouldBe(1);
        cluster.Audited("certificate.revoke", $"certificate:{issued.Key.ToId()}").ShouldBe(1);
        cluster.Events("certificate.revoked", issued.Key.ToId()).ShouldBe(1);
        cluster.Audited("authority.create", "authority:issuing").ShouldBe(1);
        cluster.Audited("authority.online", "authority:issuing").ShouldBe(1);
        cluster.Events("authority.changed", "issuing").ShouldBe(1);
        user.Refusal.ShouldBeNull();
        cluster.Audited("user.create", "user:law05").ShouldBe(1);
    }

    [Theory]
    [InlineData("audit", "action = 'certificate.reserve'", null)]
    [InlineData("audit", "action = 'certificate.issue'", CertificateStatus.Reserved)]
    [InlineData("outbox", "kind = 'certificate.issued'", CertificateStatus.Reserved)]
    public async Task Law05_TheRecordOfAnIssuanceFails_SoDoesTheIssuance(string table, string condition, CertificateStatus? left)
    {
        await cluster.CreateAuthorities();
        var command = TestRequests.Command($"law05:{condition.GetHashCode(StringComparison.Ordinal)}");

        await Failing(table, condition, () => cluster.Issue(command));

        (await cluster.Row(command.Request.Value))?.Record.Status.ShouldBe(left!.Value);
        cluster.Audited("certificate.reserve", command.Request.Value).ShouldBe(left is null ? 0 : 1);
        cluster.Audited("certificate.issue", command.Request.Value).ShouldBe(0);
        cluster.Events("certificate.issued", command.Request.Value).ShouldBe(0);
        (await cluster.Issue(command)).Succeeded.ShouldBeTrue();
        cluster.Certificates(command.Request.Value).ShouldBe(1);
    }

    [Theory]
    [InlineData("audit", "action = 'certificate.revoke'")]
    [InlineData("outbox", "kind = 'certificate.revoked'")]
    public async Task Law05_TheRecordOfARevocationFails_SoDoesTheRevocation(string table, string condition)
    {
        await cluster.CreateAuthorities();
        var key = (await cluster.Issued($"law05:revoke:{table}")).Key;
        var revocations = cluster.Scalar("select count(*) from revocations");

        await Failing(table, condition, () => cluster.Revoke(key, RevocationReason.KeyCompromise));

        (await cluster.Grains.Certificate(key).Get(CancellationToken.None)).Value!.Status.ShouldBe(CertificateStatus.Good);
        cluster.Audited("certificate.revoke", $"certificate:{key.ToId()}").ShouldBe(0);
        cluster.Events("certificate.revoked", key.ToId()).ShouldBe(0);
        cluster.Scalar("select count(*) from revocations").ShouldBe(revocations);
    }

    [Fact]
    public async Task Law05_TheRecordOfAUserOrAuthorityFails_NeitherIsThere()
    {
        await cluster.CreateAuthorities();
        var user = cluster.Grains.User(UserName.Parse("unrecorded"));
        var authority = cluster.Grains.Authority(AuthorityId.Parse("unrecorded"));
        var before = await cluster.CountAll();

        await Failing("audit", "action = 'user.create'", () => user.Create(NewUser, CancellationToken.None));
        await Failing("audit", "action = 'authority.create'", () => authority.Create(TestRequests.RootCommand, CancellationToken.None));

        (await cluster.CountAll()).ShouldBe(before);
        (await user.GetAccess(CancellationToken.None)).Succeeded.ShouldBeFalse();
        (await authority.Get(CancellationToken.None)).Succeeded.ShouldBeFalse();
        (await user.Create(NewUser, CancellationToken.None)).Succeeded.ShouldBeTrue();
    }

    private async Task Failing<T>(string table, string condition, Func<Task<Interfaces.Outcomes.Outcome<T>>> change)
        where T : class
    {
        cluster.Scalar($"create trigger broken before insert on {table} when new.{condition} begin select raise(abort, 'broken'); end");
        try
        {
            (await change()).Succeeded.ShouldBeFalse();
        }
        catch (InvalidOperationException fault)
        {
            fault.Message.ShouldNotContain("broken");
        }
        finally
        {
            cluster.Scalar("drop trigger broken");
        }
    }
}
