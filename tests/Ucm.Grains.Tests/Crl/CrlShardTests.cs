using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Tests.Status;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Crl;

/// <summary>One authority's certificates over several CRLs (RFC 5280 §5.2.5).</summary>
[Trait("needs", "server")]
public sealed class CrlShardTests : IDisposable
{
    private const int Shards = 4;
    private readonly ShiftedClock clock = new();
    private readonly OpenSsl openSsl = new();

    public void Dispose() => openSsl.Dispose();

    [Fact]
    public async Task Issue_ShardedAuthority_CertificateNamesTheShardThatListsIt()
    {
        await using var cluster = await Start();
        var certificate = await cluster.Issued("sharded");
        var shard = ShardOf(cluster, certificate.Key);
        await cluster.RevokeForSure(certificate.Key);

        clock.Advance(TimeSpan.FromSeconds(11));
        foreach (var scope in Scopes)
        {
            (await cluster.Grains.Crl(scope).PublishIfDue(CancellationToken.None)).Refusal.ShouldBeNull();
        }

        shard.ShouldBeInRange(1, Shards);
        var url = $"http://ca.test:8080/crl/issuing/{shard}.crl";
        System.Text.Encoding.Latin1.GetString([.. certificate.Der]).ShouldContain(url);
        foreach (var scope in Scopes)
        {
            var crl = new Org.BouncyCastle.X509.X509Crl(await cluster.Bytes(scope));
            (crl.Entry(certificate.Key) is not null).ShouldBe(scope.Shard == 0 || scope.Shard == shard, scope.ToString());
        }

        var bytes = await cluster.Bytes(new CrlScope(TestRequests.Issuing, shard));
        var text = openSsl.Text(bytes);
        text.ShouldContain("X509v3 Issuing Distribution Point: critical");
        text.ShouldContain($"URI:{url}");
        openSsl.VerifyCrl(bytes, await cluster.Grains.CertificateOf(TestRequests.Issuing)).ShouldContain("verify OK");
    }

    [Fact]
    public async Task Verify_ShardsCrl_OpensslTakesTheRightOneAndRefusesAnother()
    {
        await using var cluster = await Start();
        var certificate = await cluster.Issued("good");
        var shard = ShardOf(cluster, certificate.Key);
        var own = await cluster.Bytes(new CrlScope(TestRequests.Issuing, shard));
        var other = await cluster.Bytes(new CrlScope(TestRequests.Issuing, (shard % Shards) + 1));
        IEnumerable<System.Collections.Immutable.ImmutableArray<byte>> chain = [certificate.Der, .. certificate.Chain];
        clock.Advance(TimeSpan.FromSeconds(2));

        openSsl.Verify(chain, clock.GetUtcNow(), [own]).ShouldContain(": OK");
        openSsl.Verify(chain, clock.GetUtcNow(), [other]).ShouldContain("different CRL scope", Case.Insensitive);

        await cluster.RevokeForSure(certificate.Key);
        clock.Advance(TimeSpan.FromSeconds(11));
        (await cluster.Grains.Crl(new CrlScope(TestRequests.Issuing, shard)).PublishIfDue(CancellationToken.None)).Refusal.ShouldBeNull();
        openSsl.Verify(chain, clock.GetUtcNow(), [await cluster.Bytes(new CrlScope(TestRequests.Issuing, shard))]).ShouldContain("certificate revoked");
    }

    [Fact]
    public async Task SetCrlPolicy_BecomesSharded_OlderCertificatesStayOnTheFullCrl()
    {
        await using var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        var old = await cluster.Issued("old");
        await cluster.SetCrl(policy => policy with { Shards = Shards });
        await cluster.RevokeForSure(old.Key);

        clock.Advance(TimeSpan.FromSeconds(11));
        await Eventually.Until(async () => (await cluster.PublishIfDue()).Entries == 1);

        System.Text.Encoding.Latin1.GetString([.. old.Der]).ShouldContain("/crl/issuing.crl");
        (await cluster.GetCrl()).Entry(old.Key).ShouldNotBeNull();
        openSsl.Text(await cluster.Bytes(Crls.Whole)).ShouldNotContain("Issuing Distribution Point");
    }

    [Fact]
    public async Task SetCrlPolicy_FewerShards_ThoseOfOlderCertificatesAreServedOn()
    {
        await using var cluster = await Start();
        var planted = await cluster.Issued("planted");
        var shard = ShardOf(cluster, planted.Key);

        await cluster.SetCrl(policy => policy with { Shards = 0 });
        await cluster.RevokeForSure(planted.Key);
        clock.Advance(TimeSpan.FromSeconds(11));
        var scope = new CrlScope(TestRequests.Issuing, shard);
        (await cluster.Grains.Crl(scope).PublishIfDue(CancellationToken.None)).Refusal.ShouldBeNull();

        (await cluster.Grains.Authority(TestRequests.Issuing).Get(CancellationToken.None)).Value!.Crl.ShardsServed.ShouldBe(Shards);
        new Org.BouncyCastle.X509.X509Crl(await cluster.Bytes(scope)).Entry(planted.Key).ShouldNotBeNull();
        await Eventually.Until(async () => ShardOf(cluster, (await cluster.Issued($"unsharded-{Guid.NewGuid():n}")).Key) == 0);
    }

    [Fact]
    public async Task PublishIfDue_DeltaOfAShard_HasTheScopeOfItsBase()
    {
        await using var cluster = await Start();
        await cluster.SetCrl(policy => policy with { DeltaInterval = TimeSpan.FromHours(1) });
        IssuedCertificate? certificate = null;
        await Eventually.Until(async () => Names(certificate = await cluster.Issued($"delta-{Guid.NewGuid():n}"), "-delta.crl"));
        var scope = new CrlScope(TestRequests.Issuing, ShardOf(cluster, certificate!.Key));
        (await cluster.Grains.Crl(scope).PublishNow(TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();
        await cluster.RevokeForSure(certificate.Key);

        clock.Advance(TimeSpan.FromSeconds(11));
        await Eventually.Until(async () =>
        {
            await cluster.Grains.Crl(scope).PublishIfDue(CancellationToken.None);
            return (await cluster.Grains.Crl(scope).GetDelta(0, CancellationToken.None)).Value is { Entries: 1 };
        });

        var delta = await cluster.Bytes(scope, delta: true);
        openSsl.Text(delta).ShouldContain($"URI:http://ca.test:8080/crl/issuing/{scope.Shard}.crl");
        System.Text.Encoding.Latin1.GetString([.. certificate.Der]).ShouldContain($"/crl/issuing/{scope.Shard}-delta.crl");
        IEnumerable<System.Collections.Immutable.ImmutableArray<byte>> chain = [certificate.Der, .. certificate.Chain];
        openSsl.Verify(chain, clock.GetUtcNow(), [await cluster.Bytes(scope), delta], "-use_deltas").ShouldContain("certificate revoked");
    }

    private static bool Names(IssuedCertificate certificate, string text) => System.Text.Encoding.Latin1.GetString([.. certificate.Der]).Contains(text, StringComparison.Ordinal);

    private static IEnumerable<CrlScope> Scopes => Enumerable.Range(0, Shards + 1).Select(static shard => new CrlScope(TestRequests.Issuing, shard));

    private static long ShardOfRow(GrainCluster cluster, CertificateKey key) =>
        cluster.Scalar("select shard from certificates where serial = @s", ("@s", key.Serial.ToBytes()));

    private static int ShardOf(GrainCluster cluster, CertificateKey key) => (int)ShardOfRow(cluster, key);

    private async Task<GrainCluster> Start()
    {
        var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        await cluster.SetCrl(policy => policy with { Shards = Shards });

        // Each silo sees the new settings within a second; the next certificate is to be by them.
        await Eventually.Until(async () => ShardOf(cluster, (await cluster.Issued($"probe-{Guid.NewGuid():n}")).Key) > 0);
        clock.Advance(TimeSpan.FromSeconds(2));
        return cluster;
    }
}
