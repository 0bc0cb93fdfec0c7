using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Crl;

/// <summary>CRL settings of an authority: who may change them, to what, and what follows.</summary>
[Trait("needs", "server")]
public sealed class CrlPolicyTests
{
    private static readonly CrlPolicy Default = CrlPolicyRules.Default;
    private readonly ShiftedClock clock = new();

    public static TheoryData<string, CrlPolicy> Faulty => new()
    {
        { "lifetime", Default with { Lifetime = TimeSpan.FromMinutes(9), Overlap = TimeSpan.FromMinutes(2), MinimumInterval = TimeSpan.FromSeconds(10) } },
        { "lifetime", Default with { Lifetime = TimeSpan.FromDays(3661) } },
        { "overlap", Default with { Overlap = TimeSpan.FromDays(4) } },
        { "overlap", Default with { Overlap = TimeSpan.Zero } },
        { "minimum_interval", Default with { MinimumInterval = TimeSpan.Zero } },
        { "minimum_interval", Default with { MinimumInterval = TimeSpan.FromDays(6.5) } },
        { "delta_interval", Default with { DeltaInterval = TimeSpan.FromSeconds(29) } },
        { "delta_interval", Default with { DeltaInterval = TimeSpan.FromDays(4) } },
        { "delta_interval", Default with { DeltaInterval = TimeSpan.FromMinutes(1), MinimumInterval = TimeSpan.FromMinutes(2) } },
        { "backdate", Default with { Backdate = TimeSpan.FromSeconds(-1) } },
        { "backdate", Default with { Backdate = TimeSpan.FromMinutes(61) } },
        { "shards", Default with { Shards = -1 } },
        { "shards", Default with { Shards = CrlScope.MaxShards + 1 } },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Check_OneFault_IsNamed(string name, CrlPolicy policy)
    {
        var refusal = CrlPolicyRules.Check(policy).ShouldNotBeNull();

        refusal.Code.ShouldBe(RefusalCode.Malformed);
        refusal.Parts.ShouldHaveSingleItem().Name.ShouldBe(name);
    }

    [Fact]
    public void Check_SeveralFaults_AreAllNamed() => CrlPolicyRules.Check(Default with { Lifetime = TimeSpan.Zero, Shards = -1 })!.Parts.Length.ShouldBeGreaterThan(2);

    [Fact]
    public void Check_DefaultsAndARootsYears_AreFine()
    {
        CrlPolicyRules.Check(Default).ShouldBeNull();
        CrlPolicyRules.Check(new CrlPolicy(TimeSpan.FromDays(730), TimeSpan.FromDays(90), TimeSpan.FromMinutes(1))).ShouldBeNull();
        CrlPolicyRules.Check(Default with { DeltaInterval = TimeSpan.FromMinutes(30), Shards = CrlScope.MaxShards }).ShouldBeNull();
    }

    [Fact]
    public async Task SetCrlPolicy_ByAManager_IsStoredAuditedAndPublished()
    {
        await using var cluster = await Start();
        var before = await cluster.PublishIfDue();

        await cluster.SetCrl(policy => policy with { Lifetime = TimeSpan.FromDays(30), Shards = 2 });
        await Eventually.Until(async () => (await cluster.PublishIfDue()).Number > before.Number);

        var published = await cluster.PublishIfDue();
        (published.NextUpdate - published.PublishedAt).ShouldBe(TimeSpan.FromDays(30));
        var listed = await cluster.Service<Storage.Authorities.IAuthorityIndex>().Find(TestRequests.Issuing, CancellationToken.None);
        (listed!.Crl.Shards, listed.Crl.ShardsServed, listed.Version).ShouldBe((2, 2, 2));
        cluster.Audited("authority.crl", "authority:issuing").ShouldBe(1);
    }

    [Fact]
    public async Task SetCrlPolicy_SameAgain_ChangesNothing()
    {
        await using var cluster = await Start();

        await cluster.SetCrl(static policy => policy);
        await cluster.SetCrl(static policy => policy with { Backdate = TimeSpan.FromMinutes(5) });

        cluster.Audited("authority.crl", "authority:issuing").ShouldBe(0);
    }

    [Fact]
    public async Task SetCrlPolicyAndPublishNow_WithoutThePermission_AreForbidden()
    {
        await using var cluster = await Start();
        var reader = new Caller(CallerKind.User, "reader", [Permission.AuthoritiesRead]);

        var set = await cluster.Grains.Authority(TestRequests.Issuing).SetCrlPolicy(new SetCrlPolicyCommand(Default, reader), CancellationToken.None);
        var published = await cluster.Grains.Crl(Crls.Whole).PublishNow(reader, CancellationToken.None);

        set.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        published.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task PublishNow_ByAManager_IsTheNextNumberAndTheAuditSaysWho()
    {
        await using var cluster = await Start();
        var before = await cluster.PublishIfDue();

        var published = await cluster.Grains.Crl(Crls.Whole).PublishNow(TestRequests.Admin, CancellationToken.None);

        published.Value!.Number.ShouldBeGreaterThan(before.Number);
        cluster.Scalar("select count(*) from audit where action = 'crl.publish' and actor = 'user:admin'").ShouldBe(1);
    }

    [Fact]
    public async Task PublishIfDue_SuspendedRootWithALongCrl_KeepsItUntilTheOverlapAndThenRenewsIt()
    {
        await using var cluster = await Start();
        var root = cluster.Grains.Authority(TestRequests.Root);
        var years = new CrlPolicy(TimeSpan.FromDays(730), TimeSpan.FromDays(90), TimeSpan.FromMinutes(1));
        await cluster.SetCrl(TestRequests.Root, _ => years);
        var last = (await cluster.Grains.Crl(TestRequests.Root).PublishNow(TestRequests.Admin, CancellationToken.None)).Value!;
        (await root.SetStatus(AuthorityStatus.Offline, TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();

        clock.Advance(TimeSpan.FromDays(600));
        var kept = await cluster.Grains.Crl(TestRequests.Root).PublishIfDue(CancellationToken.None);
        var served = await cluster.Grains.Crl(TestRequests.Root).Get(0, CancellationToken.None);
        clock.Advance(TimeSpan.FromDays(60));
        var next = await cluster.Grains.Crl(TestRequests.Root).PublishIfDue(CancellationToken.None);

        kept.Refusal.ShouldBeNull();
        kept.Value!.Number.ShouldBe(last.Number);
        served.Value!.Der.ShouldNotBeEmpty();
        (served.Value.NextUpdate - served.Value.PublishedAt).ShouldBe(TimeSpan.FromDays(730));
        next.Value!.Number.ShouldBeGreaterThan(last.Number, "suspended, it issues nothing, but its CRL must not expire");
    }

    [Fact]
    public async Task Create_NameThatEndsLikeADeltaCrl_IsRefused()
    {
        await using var cluster = await Start();

        var made = await cluster.Grains.Authority(AuthorityId.Parse("issuing-delta")).Create(TestRequests.RootCommand, CancellationToken.None);

        made.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
    }

    [Theory]
    [InlineData("issuing", 0, "crl:issuing", "issuing.crl", "issuing-delta.crl")]
    [InlineData("issuing", 12, "crl:issuing/12", "issuing/12.crl", "issuing/12-delta.crl")]
    public void Scope_AsText_IsReadBackAndNamesTheFiles(string authority, int shard, string key, string full, string delta)
    {
        var scope = new CrlScope(AuthorityId.Parse(authority), shard);

        scope.ToString().ShouldBe(key);
        CrlScope.Parse(key).ShouldBe(scope);
        (scope.Path(delta: false), scope.Path(delta: true)).ShouldBe((full, delta));
    }

    private async Task<GrainCluster> Start()
    {
        var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        return cluster;
    }
}
