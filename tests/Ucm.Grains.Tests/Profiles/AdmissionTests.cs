using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Profiles;

/// <summary>Who may have what kind of certificate, from which authority, by which way in: decided in the silo.</summary>
[Trait("needs", "server")]
public sealed class AdmissionTests(GrainCluster cluster) : IClassFixture<GrainCluster>, IAsyncLifetime
{
    private static readonly Caller Operator = new(CallerKind.User, "op", Roles.PermissionsOf([Roles.Operator]));

    public async ValueTask InitializeAsync() => await cluster.CreateAuthorities();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Issue_ByACustomProfile_FollowsItAndNamesItsVersion()
    {
        var name = await Profile("""{"names":{"dns_suffixes":["corp.example"],"underscores":true},"subject":{"fixed":{"O":"Corp"},"common_name_from_names":true}}""");

        var issued = await Issue(name, "a_b.corp.example");

        issued.Refusal.ShouldBeNull();
        var certificate = ParsedCertificate.Parse(issued.Value!.Der.AsMemory());
        certificate.Subject.ToString().ShouldBe("CN=a_b.corp.example,O=Corp");
        var record = await cluster.Grains.Certificate(issued.Value.Key).Get(CancellationToken.None);
        (record.Value!.Profile, record.Value.ProfileVersion).ShouldBe((name, 1));
    }

    [Fact]
    public async Task Law08_ProfileChangedOnOneSilo_TheOtherIssuesByItWithinASecond()
    {
        var name = await Profile("""{"names":{"dns_suffixes":["corp.example"]}}""");
        var key = new ObjectKey("profile", name);
        (await cluster.Issue(Command(name, "a.corp.example"), 1)).Refusal.ShouldBeNull();

        var changed = await cluster.Service<IGrainFactory>(0).Object(key).Save(
            new SaveObjectCommand(SaveMode.Merge, """{"names":{"dns_suffixes":["other.example"]}}""", null, TestRequests.Admin), CancellationToken.None);

        changed.Refusal.ShouldBeNull();
        var refused = await Eventually.Get(() => cluster.Issue(Command(name, "b.corp.example"), 1), static answer => !answer.Succeeded, TimeSpan.FromSeconds(10));
        refused.Refusal!.Code.ShouldBe(RefusalCode.RejectedIdentifier);
        refused.Refusal.Detail.ShouldContain("other.example");
    }

    [Theory]
    [InlineData("""{"names":{"dns_suffixes":["corp.example"]}}""", "www.example.com", RefusalCode.RejectedIdentifier, "corp.example")]
    [InlineData("""{"authorities":["root"]}""", "www.example.com", RefusalCode.PolicyViolation, "authorities: root")]
    [InlineData("""{"ways_in":["console"]}""", "www.example.com", RefusalCode.PolicyViolation, "ways_in: console")]
    [InlineData("""{"allowed_keys":["rsa"]}""", "www.example.com", RefusalCode.BadPublicKey, "Rsa")]
    [InlineData("""{"ec_curves":["P-384"]}""", "www.example.com", RefusalCode.BadPublicKey, "P-384")]
    [InlineData("""{"names":{"wildcards":false}}""", "*.example.com", RefusalCode.PolicyViolation, "wildcards")]
    [InlineData("{}", "a_b.example.com", RefusalCode.RejectedIdentifier, "a_b.example.com")]
    [InlineData("""{"subject":{"required":["O"]}}""", "www.example.com", RefusalCode.RejectedIdentifier, "attribute O")]
    public async Task Issue_NotAsTheProfileHasIt_IsRefusedWithTheRule(string content, string host, RefusalCode code, string rule)
    {
        var refused = await Issue(await Profile(content), host);

        refused.Refusal!.Code.ShouldBe(code);
        refused.Refusal.Detail.ShouldContain(rule);
    }

    [Fact]
    public async Task Issue_ByADisabledProfile_IsRefused()
    {
        var name = await Profile("{}");
        await cluster.Grains.Object(new ObjectKey("profile", name)).SetStatus(new SetObjectStatusCommand(ObjectStatus.Disabled, null, TestRequests.Admin), CancellationToken.None);

        var refused = await Eventually.Get(() => Issue(name, "www.example.com"), static answer => !answer.Succeeded, TimeSpan.FromSeconds(10));

        refused.Refusal!.Code.ShouldBe(RefusalCode.UnknownProfile);
        refused.Refusal.Detail.ShouldContain("disabled");
    }

    [Theory]
    [InlineData("issuing")]
    [InlineData("root")]
    public async Task Issue_AnOcspResponderToAnOperator_IsRefused(string authority)
    {
        foreach (var caller in (Caller[])[Operator, TestRequests.Admin])
        {
            var command = Command("ocsp-signing", "responder.example.com", caller) with { Authority = AuthorityId.Parse(authority) };

            var refused = await cluster.Grains.Issuance(command.Authority).Issue(command, CancellationToken.None);

            refused.Refusal!.Code.ShouldBe(RefusalCode.PolicyViolation);
        }
    }

    [Fact]
    public async Task Issue_ALeafOfARoot_IsRefusedUnlessItsSettingsSayOtherwise()
    {
        var command = Command("tls-server", "www.example.com") with { Authority = TestRequests.Root };
        var refused = await cluster.Grains.Issuance(TestRequests.Root).Issue(command, CancellationToken.None);
        refused.Refusal!.Code.ShouldBe(RefusalCode.PolicyViolation);
        refused.Refusal.Detail.ShouldContain("leaves_from_root");

        var root = cluster.Grains.Authority(TestRequests.Root);
        (await root.SetIssuancePolicy(new SetIssuancePolicyCommand(new IssuancePolicy(true), TestRequests.Admin), CancellationToken.None)).Refusal.ShouldBeNull();
        (await Eventually.Get(() => cluster.Grains.Issuance(TestRequests.Root).Issue(command, CancellationToken.None), static answer => answer.Succeeded, TimeSpan.FromSeconds(10)))
            .Refusal.ShouldBeNull();
        (await root.SetIssuancePolicy(new SetIssuancePolicyCommand(new IssuancePolicy(false), TestRequests.Admin), CancellationToken.None)).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData("rest:other:1")]
    [InlineData("acme:1234")]
    [InlineData("system:server-certificate:1")]
    [InlineData("rest:op:")]
    public async Task Law02_RequestIdOfAnother_IsRefused(string request)
    {
        var command = Command("tls-server", "www.example.com", Operator) with { Request = new RequestId(request) };

        (await cluster.Grains.Issuance(TestRequests.Issuing).Issue(command, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Theory]
    [InlineData(WayIn.Acme)]
    [InlineData(WayIn.System)]
    [InlineData(WayIn.Scep)]
    [InlineData((WayIn)99)]
    public async Task Issue_ByAWayInThatIsNotTheCallers_IsRefused(WayIn way)
    {
        var command = Command("tls-server", "www.example.com", Operator) with { Way = way };

        (await cluster.Grains.Issuance(TestRequests.Issuing).Issue(command, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    private async Task<string> Profile(string content)
    {
        var name = $"p-{Guid.NewGuid():n}";
        var saved = await cluster.Grains.Object(new ObjectKey("profile", name)).Save(
            new SaveObjectCommand(SaveMode.Create, content, null, TestRequests.Admin) { CopyOf = "tls-server" }, CancellationToken.None);
        saved.Refusal.ShouldBeNull();
        return name;
    }

    private Task<Outcome<IssuedCertificate>> Issue(string profile, string host) =>
        cluster.Grains.Issuance(TestRequests.Issuing).Issue(Command(profile, host), CancellationToken.None);

    private static IssueCommand Command(string profile, string host, Caller? caller = null)
    {
        var by = caller ?? TestRequests.Admin;
        var content = new RequestedContent(Subject: string.Empty, Names: [new SubjectName(SubjectNameKind.Dns, host)]);
        return new IssueCommand(new RequestId($"rest:{by.Name}:{Guid.NewGuid():n}"), TestRequests.Issuing, profile, [.. TestRequests.Csr("www.example.com")], by, content);
    }
}
