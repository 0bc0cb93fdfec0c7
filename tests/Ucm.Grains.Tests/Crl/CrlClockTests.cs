using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Tests.Status;
using Ucm.Storage.Certificates;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Crl;

/// <summary>Relying parties whose clocks are behind, and what the times in a CRL promise.</summary>
[Trait("needs", "server")]
public sealed class CrlClockTests : IDisposable
{
    private readonly ShiftedClock clock = new();
    private readonly OpenSsl openSsl = new();

    public void Dispose() => openSsl.Dispose();

    [Fact]
    public async Task PublishNow_ClientTenSecondsBehind_OpenSslTakesIt()
    {
        await using var cluster = await Start();
        var issued = await cluster.Issued("behind");

        var crl = await PublishNow(cluster);

        openSsl.Verify([issued.Der, .. issued.Chain], clock.GetUtcNow().AddSeconds(-10), [await cluster.Bytes(Crls.Whole)]).ShouldContain(": OK");
        (crl.PublishedAt - crl.ThisUpdate).ShouldBe(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(3), "whole seconds, and after the one before");
        crl.NextUpdate.ShouldBe(crl.PublishedAt + TimeSpan.FromDays(7), "the backdating does not shorten it");
    }

    [Fact]
    public async Task PublishNow_RevokedAMinuteAgo_ThisUpdateIsTheRevocationWhoseTimeStays()
    {
        await using var cluster = await Start();
        var key = await Plant(cluster);
        var receipt = await cluster.RevokeForSure(key);
        clock.Advance(TimeSpan.FromMinutes(1));

        await PublishNow(cluster);

        var crl = await cluster.GetCrl();
        crl.Entry(key)!.RevocationDate.ShouldBe(Second(receipt.RevokedAt));
        crl.ThisUpdate.ShouldBe(Second(receipt.RevokedAt));
    }

    [Fact]
    public async Task PublishNow_RevocationsAndPublicationsInQuickSuccession_NumberAndThisUpdateGrowTogether()
    {
        await using var cluster = await Start();
        var seen = new List<(System.Numerics.BigInteger Number, DateTime ThisUpdate)>();
        for (var i = 0; i < 4; i++)
        {
            await cluster.RevokeForSure(await Plant(cluster));
            await PublishNow(cluster);
            var crl = await cluster.GetCrl();
            seen.Add((crl.Number(), crl.ThisUpdate));
            crl.ThisUpdate.ShouldBeLessThanOrEqualTo(clock.GetUtcNow().UtcDateTime);
        }

        seen.Select(static one => one.Number).ShouldBeUnique();
        seen.Select(static one => one.ThisUpdate).ShouldBeUnique();
        seen.ShouldBe(seen.OrderBy(static one => one.Number).ToArray());
        seen.ShouldBe(seen.OrderBy(static one => one.ThisUpdate).ToArray());
    }

    [Fact]
    public async Task PublishNow_BackdatedMoreThanBefore_ThisUpdateDoesNotGoBack()
    {
        await using var cluster = await Start();
        await cluster.SetCrl(static policy => policy with { Backdate = TimeSpan.Zero });
        var before = await PublishNow(cluster);

        await cluster.SetCrl(static policy => policy with { Backdate = TimeSpan.FromHours(1) });
        var after = await PublishNow(cluster);

        (before.PublishedAt - before.ThisUpdate).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        after.ThisUpdate.ShouldBeGreaterThan(before.ThisUpdate);
        after.Number.ShouldBeGreaterThan(before.Number);
    }

    private static DateTime Second(DateTimeOffset time) => time.UtcDateTime.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerSecond));

    private static async Task<PublishedCrl> PublishNow(GrainCluster cluster)
    {
        var published = await cluster.Grains.Crl(Crls.Whole).PublishNow(TestRequests.Admin, CancellationToken.None);
        published.Refusal.ShouldBeNull();
        return published.Value!;
    }

    private async Task<GrainCluster> Start()
    {
        var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        await cluster.GetCrl();
        return cluster;
    }

    private Task<CertificateKey> Plant(GrainCluster cluster) => cluster.Service<ICertificateStore>().Plant(TestRequests.Issuing, clock.GetUtcNow());
}
