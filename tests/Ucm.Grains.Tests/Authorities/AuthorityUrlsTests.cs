using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Authorities;

/// <summary>Where certificates point to: what is taken, what is refused, and what goes with shards.</summary>
[Trait("needs", "server")]
public sealed class AuthorityUrlsTests(GrainCluster cluster) : IClassFixture<GrainCluster>, IDisposable
{
    private static readonly AuthorityUrls Own = new(["http://crl.example.com/a.crl"], null, ["http://a.example.com/a.crt", "http://b.example.com/a.crt"]);
    private readonly ForeignAuthority foreign = new();

    public void Dispose() => foreign.Dispose();

    [Fact]
    public async Task SetUrls_Again_ChangesNothingMore()
    {
        var id = await Make();

        var first = await Set(id, Own);
        var again = await Set(id, new AuthorityUrls(["http://crl.example.com/a.crl"], null, ["http://a.example.com/a.crt", "http://b.example.com/a.crt"]));
        var back = await Set(id, AuthorityUrls.Default);

        again.Value!.Version.ShouldBe(first.Value!.Version);
        back.Value!.Urls.ShouldBeNull();
        cluster.Audited("authority.urls", $"authority:{id}").ShouldBe(2);
        (await Listed(id)).Urls.ShouldBeNull();
    }

    [Fact]
    public async Task SetUrls_OfAnOldVersion_StaleAndUnchanged()
    {
        var id = await Make();
        var before = (await Set(id, Own)).Value!;

        var stale = await Set(id, AuthorityUrls.Default, before.Version - 1);
        var allowed = await Set(id, Own with { Ocsp = ["http://ocsp.example.com"] }, before.Version);

        stale.Refusal!.Code.ShouldBe(RefusalCode.StaleVersion);
        allowed.Value!.Version.ShouldBe(before.Version + 1);
        (await Listed(id)).Urls!.Ocsp!.Value.ShouldBe(["http://ocsp.example.com"]);
    }

    [Fact]
    public async Task SetUrls_WhatNoCertificateCanHave_IsRefusedByField()
    {
        var id = await Make();
        string[] bad = ["https://a.example.com/x", "http://", "http://a.example.com/ü", "http://u:p@a.example.com/", "http://a.example.com/#x", "http://a.example.com/{x}", "ldap://a/"];

        foreach (var url in bad)
        {
            var refused = (await Set(id, new AuthorityUrls(null, ["http://fine.example.com", url], null))).Refusal!;
            (refused.Code, refused.Parts.Single().Name).ShouldBe((RefusalCode.Malformed, "/ocsp/1"), url);
        }

        (await Set(id, new AuthorityUrls([], null, null))).Refusal!.Parts.Single().Name.ShouldBe("/crl");
        (await Set(id, new AuthorityUrls(null, null, [.. Enumerable.Range(0, 5).Select(static i => $"http://a{i}.example.com/")]))).Refusal!.Parts.Single().Name.ShouldBe("/issuers");
        var viewer = new SetAuthorityUrlsCommand(Own, null, new Caller(CallerKind.User, "viewer", [Permission.AuthoritiesRead]));
        (await cluster.Grains.Authority(id).SetUrls(viewer, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await Listed(id)).Urls.ShouldBeNull();
    }

    [Fact]
    public async Task SetUrls_OfTheCrlBesideShards_IsRefusedFromBothSides()
    {
        var (sharded, own) = (await Make(), await Make());
        var shards = (await cluster.Grains.Authority(sharded).Get(CancellationToken.None)).Value!.Crl with { Shards = 4 };
        (await cluster.Grains.Authority(sharded).SetCrlPolicy(new SetCrlPolicyCommand(shards, TestRequests.Admin), CancellationToken.None)).Refusal.ShouldBeNull();
        (await Set(own, Own)).Refusal.ShouldBeNull();

        var urls = (await Set(sharded, Own)).Refusal!;
        var policy = (await cluster.Grains.Authority(own).SetCrlPolicy(new SetCrlPolicyCommand(shards, TestRequests.Admin), CancellationToken.None)).Refusal!;
        var others = await Set(sharded, Own with { Crl = null });

        (urls.Code, urls.Parts.Single().Name).ShouldBe((RefusalCode.Conflict, "/crl"));
        (policy.Code, policy.Parts.Single().Name).ShouldBe((RefusalCode.Conflict, "/shards"));
        others.Refusal.ShouldBeNull();
    }

    private async Task<AuthorityId> Make()
    {
        var id = Imports.NewId();
        foreign.Root(id.Value, ForeignAuthority.P256);
        await cluster.Imported(id, foreign.Export(id.Value));
        return id;
    }

    private Task<Outcome<AuthoritySnapshot>> Set(AuthorityId id, AuthorityUrls urls, long? expected = null) =>
        cluster.Grains.Authority(id).SetUrls(new SetAuthorityUrlsCommand(urls, expected, TestRequests.Admin), CancellationToken.None);

    private async Task<AuthoritySnapshot> Listed(AuthorityId id)
    {
        var snapshot = (await cluster.Grains.Authority(id).Get(CancellationToken.None)).Value!;

        // The other silo's view may be a second old, and not have the authority at all.
        var listed = await Eventually.Get(
            async () => (await cluster.Grains.AuthorityCatalog().List(CancellationToken.None)).Authorities.SingleOrDefault(one => one.Id == id),
            listed => listed?.Version == snapshot.Version);
        return listed!;
    }
}
