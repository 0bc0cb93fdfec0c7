using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Tests.Contract;
using Ucm.Storage.Tests.Sqlite;

namespace Ucm.Storage.Tests.Durability;

[Trait("needs", "server")]
public sealed class KillTests(SqliteFixture fixture) : IClassFixture<SqliteFixture>
{
    private const int Rounds = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law01_KilledUnderLoad_EveryAcknowledgedWriteIsThereAndNoneByHalf()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var told = await LoadProcess.RunAndKill(fixture.Options.ConnectionString, RandomNumberGenerator.GetInt32(500, 5000), Token);

            told.Count.ShouldBeGreaterThanOrEqualTo(500);
            fixture.Scalar("select count(*) from pragma_integrity_check where integrity_check = 'ok'").ShouldBe(1);
            await EveryAcknowledgedWriteIsThere(told);
            NoUnitIsHalfThere();
        }
    }

    private async Task EveryAcknowledgedWriteIsThere(IReadOnlyList<Acknowledgement> told)
    {
        await using var services = StorageFixture.Build(fixture.Options);
        var store = services.GetRequiredService<ICertificateStore>();
        foreach (var (what, target, detail) in told.Where(item => item.What != "counted"))
        {
            CertificateKey.TryParseId(target, out var key).ShouldBeTrue();
            var row = (await store.Find(key, Token)).ShouldNotBeNull($"{what} {target}");
            if (what == "completed")
                Convert.ToHexString(SHA256.HashData(row.Record.Der.AsSpan())).ShouldBe(detail);
            if (what == "revoked")
                $"{row.Record.Revocation!.Sequence}".ShouldBe(detail);
        }

        // Each count has an audit row of its own, written with it.
        foreach (var counter in told.Where(item => item.What == "counted").GroupBy(item => item.Target))
            Audited("count", counter.Key).ShouldBeGreaterThanOrEqualTo(counter.Max(item => long.Parse(item.Detail, null)));
    }

    private void NoUnitIsHalfThere()
    {
        var certificates = fixture.Scalar("select count(*) from certificates");
        var signed = fixture.Scalar("select count(*) from certificates where status <> 0");
        var revoked = fixture.Scalar("select count(*) from certificates where status = 2");
        fixture.Scalar("select count(*) from certificates c join certificate_bytes b on b.id = c.id").ShouldBe(certificates);
        fixture.Scalar("select count(*) from certificate_bytes").ShouldBe(certificates);
        fixture.Scalar("select count(*) from certificate_bytes where (length(content) = 1100) = (select status <> 0 from certificates c where c.id = certificate_bytes.id)").ShouldBe(certificates);
        Audited("reserve").ShouldBe(certificates);
        Audited("complete").ShouldBe(signed);
        Audited("revoke").ShouldBe(revoked);
        fixture.Scalar("select count(*) from revocations").ShouldBe(revoked);
        fixture.Scalar("select max(sequence) from revocations").ShouldBe(revoked);
        fixture.Scalar("select count(*) from outbox").ShouldBe(fixture.Scalar("select count(*) from audit"));
        fixture.Scalar("select count(*) from grain_state").ShouldBe(fixture.Scalar("select count(distinct target) from audit where action = 'count'"));
    }

    private long Audited(string action) => fixture.Scalar($"select count(*) from audit where action = '{action}'");

    private long Audited(string action, string target) => fixture.Scalar($"select count(*) from audit where action = '{action}' and target = '{target}'");
}
