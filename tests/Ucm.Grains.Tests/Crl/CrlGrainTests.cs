using Org.BouncyCastle.Asn1.X509;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Status;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Crls;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Crl;

/// <summary>When CRLs are published, and what must stand on them (RFC 5280 §5, law 3).</summary>
[Trait("needs", "server")]
public sealed class CrlGrainTests
{
    private readonly ShiftedClock clock = new();

    [Fact]
    public async Task PublishIfDue_Revoked_NextNumberAfterTheMinimumIntervalAndNotBefore()
    {
        await using var cluster = await Start();
        var first = await cluster.GetCrl();
        var key = await Plant(cluster);
        await cluster.RevokeForSure(key, RevocationReason.Unspecified);

        var early = await cluster.PublishIfDue();
        clock.Advance(TimeSpan.FromSeconds(11));
        var due = await cluster.PublishIfDue();
        var crl = await cluster.GetCrl();

        new System.Numerics.BigInteger(early.Number).ShouldBe(first.Number());
        due.Number.ShouldBeGreaterThan(early.Number);
        var entry = crl.Entry(key).ShouldNotBeNull();
        entry.GetExtensionValue(X509Extensions.ReasonCode).ShouldBeNull();
        crl.Verify(new Org.BouncyCastle.X509.X509Certificate((await cluster.Grains.CertificateOf(TestRequests.Issuing)).ToArray()).GetPublicKey());
    }

    [Fact]
    public async Task PublishIfDue_RevokedForAReason_ReasonIsInTheEntry()
    {
        await using var cluster = await Start();
        await cluster.GetCrl();
        var key = await Plant(cluster);

        var crl = await RevokeAndPublish(cluster, key, RevocationReason.KeyCompromise);

        var entry = crl.Entry(key).ShouldNotBeNull();
        entry.GetExtensionValue(X509Extensions.ReasonCode).GetOctets().ShouldBe([0x0a, 0x01, 0x01]);
    }

    [Fact]
    public async Task PublishIfDue_NearNextUpdate_PublishedWhileTheLastIsValid()
    {
        await using var cluster = await Start();
        await cluster.GetCrl();
        var first = await cluster.PublishIfDue();

        clock.Advance(TimeSpan.FromDays(5));
        var notYet = await cluster.PublishIfDue();
        clock.Advance(TimeSpan.FromDays(1.5));
        var next = await cluster.PublishIfDue();

        notYet.Number.ShouldBe(first.Number);
        next.Number.ShouldBeGreaterThan(first.Number);
        next.ThisUpdate.ShouldBeLessThan(first.NextUpdate);
    }

    [Fact]
    public async Task PublishIfDue_CertificateExpired_ListedOnceMoreThenGone()
    {
        await using var cluster = await Start();
        await cluster.GetCrl();
        var key = await cluster.Service<ICertificateStore>().Plant(TestRequests.Issuing, clock.GetUtcNow(), TimeSpan.FromDays(2));
        await cluster.RevokeForSure(key);

        var listed = new List<bool>();
        for (var weeks = 0; weeks < 4; weeks++)
        {
            clock.Advance(TimeSpan.FromDays(6.5));
            await cluster.PublishIfDue();
            listed.Add((await cluster.GetCrl()).Entry(key) is not null);
        }

        listed[0].ShouldBeTrue("one CRL after the expiry lists it");
        listed[^1].ShouldBeFalse();
        listed.ShouldBe(listed.OrderDescending());
    }

    [Fact]
    public async Task PublishIfDue_TheTableLostAnEntry_RefusesAndTheLastOneStands()
    {
        await using var cluster = await Start();
        var key = await Plant(cluster);
        var listed = await RevokeAndPublish(cluster, key, RevocationReason.Superseded);
        listed.Entry(key).ShouldNotBeNull();

        await cluster.Execute("update certificates set status = 1, revoked_at = null, revocation_reason = null, revocation_sequence = null where status = 2");
        clock.Advance(TimeSpan.FromDays(6.5));
        var refused = await cluster.TryPublish();

        refused.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        refused.Refusal.Detail.ShouldContain(key.Serial.ToString());
        (await cluster.GetCrl()).Number().ShouldBe(listed.Number());
    }

    [Fact]
    public async Task PublishIfDue_HoldReleased_LeavesTheList()
    {
        await using var cluster = await Start();
        var key = await Plant(cluster);
        (await RevokeAndPublish(cluster, key, RevocationReason.CertificateHold)).Entry(key).ShouldNotBeNull();

        (await cluster.Grains.Certificate(key).Release(TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();
        clock.Advance(TimeSpan.FromSeconds(11));
        await cluster.PublishIfDue();

        (await cluster.GetCrl()).Entry(key).ShouldBeNull();
    }

    [Fact]
    public async Task PublishIfDue_ThousandRevocations_OneRebuild()
    {
        await using var cluster = await Start();
        await cluster.GetCrl();
        await cluster.PublishIfDue();
        var before = cluster.Publications();
        var keys = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Plant(cluster)));

        // Within the same interval whatever the machine takes: the clock of the test goes on by itself, so it is the last revocation that counts.
        await Task.WhenAll(keys.Select(key => cluster.Service<ICertificateStore>().RevokeUnannounced(key, clock.GetUtcNow())));
        clock.Advance(TimeSpan.FromSeconds(11));
        await cluster.PublishIfDue();
        await Eventually.Until(async () => (await cluster.PublishIfDue()).Entries == 1000);

        // One more when the schedule's own look fell between the revocations.
        cluster.Publications().ShouldBeLessThanOrEqualTo(before + 2);
    }

    [Fact]
    public async Task PublishIfDue_RevocationBehindAThousandOfOthers_IsFound()
    {
        await using var cluster = await Start();
        await cluster.GetCrl();
        var before = await cluster.PublishIfDue();
        var certificates = cluster.Service<ICertificateStore>();
        for (var i = 0; i < 2; i++)
        {
            var others = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => certificates.Plant(TestRequests.Root, clock.GetUtcNow())));
            await Task.WhenAll(others.Select(key => certificates.RevokeUnannounced(key, clock.GetUtcNow())));
        }

        clock.Advance(TimeSpan.FromSeconds(11));
        var unconcerned = await cluster.PublishIfDue();
        var mine = await Plant(cluster);
        await certificates.RevokeUnannounced(mine, clock.GetUtcNow());
        var found = await cluster.PublishIfDue();

        unconcerned.Number.ShouldBe(before.Number);
        found.Number.ShouldBeGreaterThan(before.Number);
        (await cluster.GetCrl()).Entry(mine).ShouldNotBeNull();
    }

    [Fact]
    public async Task Publish_OneNumberOnBothSilosAtOnce_OneWinsAndNumbersNeverGoBack()
    {
        await using var cluster = await Start();
        await cluster.GetCrl();
        var stores = new[] { cluster.Service<ICrlStore>(0), cluster.Service<ICrlStore>(1) };
        var latest = (await stores[0].Latest(new CrlScope(TestRequests.Issuing, 0), CrlKind.Full, CancellationToken.None))!;
        var nothing = new CommitCompanion([], []);

        var won = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            stores[i % 2].Publish(latest with { Number = latest.Number + 1 }, nothing, CancellationToken.None)));
        var back = await stores[1].Publish(latest with { Number = latest.Number }, nothing, CancellationToken.None);

        won.Count(static one => one).ShouldBe(1);
        back.ShouldBeFalse();
    }

    [Fact]
    public async Task PublishIfDue_AfterRestart_NumberGoesOn()
    {
        var folder = Directory.CreateTempSubdirectory("ucm-crl-").FullName;
        long before;
        await using (var first = await GrainCluster.Start(clock, folder: folder))
        {
            await first.CreateAuthorities();
            await first.GetCrl();
            before = (await first.PublishIfDue()).Number;
        }

        await using (var second = await GrainCluster.Start(clock, folder: folder))
        {
            clock.Advance(TimeSpan.FromDays(6.5));
            (await second.PublishIfDue()).Number.ShouldBeGreaterThan(before);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task PublishNow_DatabaseRestoredFromABackup_NumberIsBeyondThoseItForgot()
    {
        await using var cluster = await Start();
        var saved = await cluster.PublishIfDue();
        clock.Advance(TimeSpan.FromSeconds(2));
        var forgotten = (await cluster.Grains.Crl(Crls.Whole).PublishNow(TestRequests.Admin, CancellationToken.None)).Value!;

        await cluster.Execute($"delete from crls where number > {saved.Number}");
        clock.Advance(TimeSpan.FromSeconds(2));
        var next = (await cluster.Grains.Crl(Crls.Whole).PublishNow(TestRequests.Admin, CancellationToken.None)).Value!;

        forgotten.Number.ShouldBeGreaterThan(saved.Number);
        next.Number.ShouldBeGreaterThan(forgotten.Number);
        (await cluster.GetCrl()).Number().ToByteArray().Length.ShouldBeLessThanOrEqualTo(20);
    }

    private async Task<GrainCluster> Start()
    {
        var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        return cluster;
    }

    private async Task<Org.BouncyCastle.X509.X509Crl> RevokeAndPublish(GrainCluster cluster, CertificateKey key, RevocationReason reason)
    {
        await cluster.GetCrl();
        await cluster.RevokeForSure(key, reason);
        clock.Advance(TimeSpan.FromSeconds(11));
        await cluster.PublishIfDue();
        return await cluster.GetCrl();
    }

    private Task<CertificateKey> Plant(GrainCluster cluster) => cluster.Service<ICertificateStore>().Plant(TestRequests.Issuing, clock.GetUtcNow());
}
