using Microsoft.Data.Sqlite;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.Reliability.Audit;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Load;
using Ucm.Reliability.Targets;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Reliability;

/// <summary>Load, ledger and auditor against the real product: killed in the middle it loses nothing, and an operator who falsifies the database is found out.</summary>
[Trait("needs", "server")]
public sealed class StandaloneAuditTests(StandaloneServer server) : IClassFixture<StandaloneServer>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-audit-").FullName;

    [Fact]
    public async Task Audit_ServerKilledUnderLoad_IsClean_AndFalsifiedDatabase_IsNot()
    {
        var ledger = Path.Combine(folder, "ledger.jsonl");
        await using (var file = new LedgerFile(ledger))
        {
            using var client = await ClientSide.Open(Installation(), file, TestContext.Current.CancellationToken);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var plan = new LoadPlan(TimeSpan.FromMinutes(2), Rest: 10, Acme: 3, Revocations: 3, Status: 30, Crl: 1, Drain: TimeSpan.FromSeconds(60));
            var load = new MixedLoad(client, plan).Run(enough.Token);

            await Told(ledger, LedgerOutcome.Issued, 20);
            await server.Kill();
            await server.Start();
            await Told(ledger, LedgerOutcome.Revoked, 10);
            await enough.CancelAsync();
            await load;
        }

        var honest = await Audit(ledger);
        honest.Findings.ShouldBeEmpty();
        honest.Compared["revocation receipts"].ShouldBeGreaterThan(0);
        honest.Outcomes.ShouldContainKey("issue.answer acme: issued");

        Falsify("delete from certificates where id = (select max(id) from certificates where status = 1)");
        Falsify("delete from audit where id = (select max(id) from audit where action = 'certificate.issue')");
        Falsify("update certificate_bytes set content = x'00' where id = (select min(id) from certificates where request_id like 'rest:%')");
        Falsify("update certificates set revocation_reason = 10 where id = (select max(id) from certificates where status = 2)");

        FindingKind[] expected = [FindingKind.Lost, FindingKind.NotAudited, FindingKind.Unrecorded, FindingKind.RevocationDiffers, FindingKind.BadSignature];
        (await Audit(ledger)).Findings.Select(finding => finding.Kind).Distinct()
            .ShouldBe(expected, ignoreOrder: true, customMessage: "each falsification, that the deleted row cannot be compared, and nothing else");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Task<int> Told(string ledger, string outcome, int times) =>
        Eventually.Get(() => Task.FromResult(LedgerFile.Read(ledger).Count(entry => entry.Outcome == outcome)), count => count >= times, TimeSpan.FromMinutes(2));

    private async Task<AuditReport> Audit(string ledger)
    {
        await using var own = new LedgerFile(Path.Combine(folder, $"audit-{Guid.NewGuid():n}.jsonl"));
        using var client = await ClientSide.Open(Installation(), own, TestContext.Current.CancellationToken);
        return await new Auditor(client).Run(ledger, TestContext.Current.CancellationToken);
    }

    private Installation Installation() => new(
        server.HttpsUrl,
        server.HttpUrl,
        [new FrontendTarget("frontend1", server.HttpsUrl, server.HttpUrl)],
        [],
        server.RootFile,
        StandaloneServer.AdminPassword,
        server.AcmeHttpPort,
        $"sqlite:{Path.Combine(server.DataDirectory, "ucm.db")}",
        null);

    private void Falsify(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(server.DataDirectory, "ucm.db")};Pooling=False;Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery().ShouldBe(1);
    }
}
