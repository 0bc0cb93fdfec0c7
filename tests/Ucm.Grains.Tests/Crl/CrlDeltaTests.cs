using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Status;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Crl;

/// <summary>Delta CRLs (RFC 5280 §5.2.4, §5.2.6).</summary>
[Trait("needs", "server")]
public sealed class CrlDeltaTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);
    private readonly ShiftedClock clock = new();
    private readonly OpenSsl openSsl = new();

    public void Dispose() => openSsl.Dispose();

    [Fact]
    public async Task PublishIfDue_DeltasTurnedOn_FullPointsToThemAndTheFirstNamesItsBase()
    {
        await using var cluster = await Start();

        var full = await cluster.PublishIfDue();
        var delta = await Delta(cluster);

        delta.BaseNumber.ShouldBe(full.Number);
        delta.Number.ShouldBeGreaterThan(full.Number, "full and delta CRLs share one sequence");
        delta.NextUpdate.ShouldBe(delta.PublishedAt + (2 * Interval));
        delta.ThisUpdate.ShouldBeGreaterThan(full.ThisUpdate, "the same time would have to be the same number (RFC 5280 §5.2.4)");
        var fullText = openSsl.Text(await cluster.Bytes(Crls.Whole));
        fullText.ShouldContain("X509v3 Freshest CRL");
        fullText.ShouldContain("URI:http://ca.test:8080/crl/issuing-delta.crl");
        var deltaText = openSsl.Text(await cluster.Bytes(Crls.Whole, delta: true));
        deltaText.ShouldContain("X509v3 Delta CRL Indicator: critical");
        deltaText.ShouldNotContain("Freshest");
    }

    [Fact]
    public async Task PublishIfDue_DeltasJustTurnedOn_TheFullCrlThatNamesThemComesBeforeTheFirst()
    {
        await using var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        var before = await cluster.PublishIfDue();
        var authority = (await cluster.Grains.Authority(TestRequests.Issuing).Get(CancellationToken.None)).Value!;
        var turnedOn = authority with { Crl = authority.Crl with { DeltaInterval = Interval } };
        var publisher = cluster.Service<Grains.Crl.CrlPublisher>();

        var order = new Grains.Crl.CrlOrder(turnedOn, Crls.Whole, Storage.Crls.CrlKind.Delta, TestRequests.Admin);
        var early = await publisher.Publish(order, CancellationToken.None);
        await cluster.SetCrl(policy => policy with { DeltaInterval = Interval });
        var delta = await Delta(cluster);

        early.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        delta.BaseNumber!.Value.ShouldBeGreaterThan(before.Number);
        cluster.Scalar(
            "select count(*) from crls d join crls f on f.authority = d.authority and f.shard = d.shard and f.number = d.base_number "
            + "where d.kind = 2 and f.names_delta = 0").ShouldBe(0);
    }

    [Fact]
    public async Task PublishIfDue_DeltasTurnedOffAndOnAgain_TheNextDeltaRefersToTheFullCrlThatNamesIt()
    {
        await using var cluster = await Start();
        var old = await Delta(cluster);

        await cluster.SetCrl(static policy => policy with { DeltaInterval = null });
        await Eventually.Until(async () => !openSsl.Text(await cluster.Bytes(Crls.Whole)).Contains("Freshest", StringComparison.Ordinal));
        await cluster.SetCrl(static policy => policy with { DeltaInterval = Interval });
        clock.Advance(Interval);
        await Eventually.Until(async () =>
        {
            await cluster.PublishIfDue();
            return (await Delta(cluster)).Number > old.Number;
        });

        var next = await Delta(cluster);
        var full = await cluster.PublishIfDue();
        next.BaseNumber.ShouldBe(full.Number);
        openSsl.Text(await cluster.Bytes(Crls.Whole)).ShouldContain("Freshest");
    }

    [Fact]
    public async Task PublishIfDue_Revoked_ADeltaSaysSoAndTheFullCrlStands()
    {
        await using var cluster = await Start();
        var full = await cluster.PublishIfDue();
        var certificate = await cluster.Issued("delta");
        var key = await Revoke(cluster, certificate.Key, RevocationReason.KeyCompromise);

        clock.Advance(TimeSpan.FromSeconds(11));
        var after = await cluster.PublishIfDue();
        var delta = await Delta(cluster);

        after.Number.ShouldBe(full.Number);
        delta.Entries.ShouldBe(1);
        delta.BaseNumber.ShouldBe(full.Number);
        var (fullBytes, deltaBytes) = (await cluster.Bytes(Crls.Whole), await cluster.Bytes(Crls.Whole, delta: true));
        new Org.BouncyCastle.X509.X509Crl(fullBytes).Entry(key).ShouldBeNull();
        var issuer = await cluster.Grains.CertificateOf(TestRequests.Issuing);
        openSsl.VerifyCrl(deltaBytes, issuer).ShouldContain("verify OK");
        openSsl.Certtool(deltaBytes).ShouldContain(key.Serial.ToString());
        IEnumerable<System.Collections.Immutable.ImmutableArray<byte>> chain = [certificate.Der, .. certificate.Chain];
        openSsl.Verify(chain, clock.GetUtcNow(), [fullBytes]).ShouldContain(": OK");
        openSsl.Verify(chain, clock.GetUtcNow(), [fullBytes, deltaBytes], "-use_deltas").ShouldContain("certificate revoked");
    }

    [Fact]
    public async Task PublishIfDue_HoldReleased_RemoveFromCrlStandsInTheDeltaOnly()
    {
        await using var cluster = await Start();
        var certificate = await cluster.Issued("hold");
        await Revoke(cluster, certificate.Key, RevocationReason.CertificateHold);
        (await cluster.Grains.Crl(Crls.Whole).PublishNow(TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();
        (await cluster.GetCrl()).Entry(certificate.Key).ShouldNotBeNull();
        (await cluster.Grains.Certificate(certificate.Key).Release(TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();

        clock.Advance(TimeSpan.FromSeconds(11));
        await cluster.PublishIfDue();
        var (fullBytes, deltaBytes) = (await cluster.Bytes(Crls.Whole), await cluster.Bytes(Crls.Whole, delta: true));
        (await cluster.Grains.Crl(Crls.Whole).PublishNow(TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();
        var next = await cluster.GetCrl();

        openSsl.Text(deltaBytes).ShouldContain("Remove From CRL");
        IEnumerable<System.Collections.Immutable.ImmutableArray<byte>> chain = [certificate.Der, .. certificate.Chain];
        openSsl.Verify(chain, clock.GetUtcNow(), [fullBytes]).ShouldContain("certificate revoked");
        openSsl.Verify(chain, clock.GetUtcNow(), [fullBytes, deltaBytes], "-use_deltas").ShouldContain(": OK");
        next.Entry(certificate.Key).ShouldBeNull();
    }

    [Fact]
    public async Task PublishIfDue_NothingHappened_TheNextDeltaComesAfterAnIntervalWhileTheLastIsValid()
    {
        await using var cluster = await Start();
        await cluster.PublishIfDue();
        var first = await Delta(cluster);

        clock.Advance(Interval - TimeSpan.FromMinutes(1));
        await cluster.PublishIfDue();
        var same = await Delta(cluster);
        clock.Advance(TimeSpan.FromMinutes(2));
        await cluster.PublishIfDue();
        var next = await Delta(cluster);

        same.Number.ShouldBe(first.Number);
        next.Number.ShouldBeGreaterThan(first.Number);
        next.ThisUpdate.ShouldBeLessThan(first.NextUpdate);
    }

    [Fact]
    public async Task PublishIfDue_ExpiredBeforeTheNextFullCrl_StandsOnOneAllTheSame()
    {
        await using var cluster = await Start();
        await cluster.PublishIfDue();
        var key = await cluster.Service<Storage.Certificates.ICertificateStore>().Plant(TestRequests.Issuing, clock.GetUtcNow(), TimeSpan.FromDays(1));
        clock.Advance(TimeSpan.FromDays(2));
        await Revoke(cluster, key, RevocationReason.KeyCompromise);
        await cluster.PublishIfDue();

        clock.Advance(TimeSpan.FromDays(4.5));
        var full = await cluster.PublishIfDue();

        full.Entries.ShouldBe(1, "RFC 5280 §5.2.4: what a delta told must stand on a full CRL once");
    }

    [Fact]
    public async Task GetDelta_DeltasAreOff_IsNotFound()
    {
        await using var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        await cluster.GetCrl();

        var delta = await cluster.Grains.Crl(Crls.Whole).GetDelta(0, CancellationToken.None);

        delta.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        openSsl.Text(await cluster.Bytes(Crls.Whole)).ShouldNotContain("Freshest");
    }

    private static async Task<CertificateKey> Revoke(GrainCluster cluster, CertificateKey key, RevocationReason reason)
    {
        await cluster.RevokeForSure(key, reason);
        return key;
    }

    private static async Task<PublishedCrl> Delta(GrainCluster cluster)
    {
        PublishedCrl? found = null;
        await Eventually.Until(async () => (found = (await cluster.Grains.Crl(Crls.Whole).GetDelta(0, CancellationToken.None)).Value) is not null);
        return found!;
    }

    private async Task<GrainCluster> Start()
    {
        var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        var before = await cluster.PublishIfDue();
        await cluster.SetCrl(policy => policy with { DeltaInterval = Interval });
        await Eventually.Until(async () => (await cluster.PublishIfDue()).Number > before.Number);
        await Delta(cluster);
        return cluster;
    }
}
