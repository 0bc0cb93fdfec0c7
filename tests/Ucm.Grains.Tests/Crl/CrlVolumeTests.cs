using Ucm.Grains.Tests.Status;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Crl;

/// <summary>Fifty thousand entries: the same path as a million, small enough for every run. The benchmarks have the million (suite crl).</summary>
[Trait("needs", "server")]
public sealed class CrlVolumeTests : IDisposable
{
    private const int Revoked = 50_000;
    private readonly ShiftedClock clock = new();
    private readonly OpenSsl openSsl = new();

    public void Dispose() => openSsl.Dispose();

    [Theory]
    [InlineData("ecdsa-p256")]
    [InlineData("rsa-2048")]
    [InlineData("ed25519")]
    public async Task PublishIfDue_BulkRevocation_OneRebuildInPartsThatVerifies(string algorithm)
    {
        await using var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities(algorithm);
        await cluster.PublishIfDue();
        var before = cluster.Publications();
        await Fill(cluster, Revoked);
        clock.Advance(TimeSpan.FromSeconds(11));

        await Eventually.Until(async () => (await cluster.PublishIfDue()).Entries == Revoked);

        var crl = await cluster.PublishIfDue();
        cluster.Publications().ShouldBe(before + 1);
        var bytes = await cluster.Bytes(Crls.Whole);
        bytes.Length.ShouldBe((int)crl.Size);

        // Half of the entries have a reason.
        ((double)crl.Size / Revoked).ShouldBeLessThan((40 + 56) / 2.0);
        openSsl.VerifyCrl(bytes, await cluster.Grains.CertificateOf(TestRequests.Issuing)).ShouldContain("verify OK");
        openSsl.Text(bytes).Split("Serial Number:").Length.ShouldBe(Revoked + 1);
    }

    [Fact]
    public async Task PublishIfDue_OneOfManyVanishedFromTheTable_IsNoticed()
    {
        await using var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        await cluster.PublishIfDue();
        await Fill(cluster, Revoked);
        clock.Advance(TimeSpan.FromSeconds(11));
        await Eventually.Until(async () => (await cluster.PublishIfDue()).Entries == Revoked);

        await cluster.Execute("delete from certificates where id = (select max(id) from certificates where status = 2)");
        clock.Advance(TimeSpan.FromDays(6.5));
        var refused = await cluster.TryPublish();

        refused.Refusal.ShouldNotBeNull().Detail.ShouldContain("would vanish");
    }

    /// <summary>Rows as bulk revocation leaves them, made by the database itself.</summary>
    private async Task Fill(GrainCluster cluster, int count)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        await cluster.Execute($"""
            with recursive n(i) as (select 1 union all select i + 1 from n where i < {count})
            insert into certificates (authority, serial, request_id, request_hash, status, profile, subject, names, search, not_before, not_after, created_at,
                requester, public_key_hash, tbs_hash, revoked_at, revocation_reason, revocation_sequence)
            select 'issuing', unhex(printf('01%014x', i)) || randomblob(12), 'fill:' || i, x'', 2, 'p', 's', '[]', 's', {now}, {now} + 86400000000 * 90, {now}, 'u',
                randomblob(32), x'', {now}, iif(i % 2 = 0, 4, 0), i + (select coalesce(max(sequence), 0) from revocations)
            from n;
            insert into revocations (authority, serial, reason, revoked_at, recorded_at)
                select authority, serial, revocation_reason, revoked_at, revoked_at from certificates where request_id like 'fill:%' order by id;
            """);
    }
}
