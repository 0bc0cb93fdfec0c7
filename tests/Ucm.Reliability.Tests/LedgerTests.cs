using Shouldly;
using Ucm.Reliability.Audit;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Targets;
using Ucm.TestHosting;

namespace Ucm.Reliability.Tests;

public sealed class LedgerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-ledger-").FullName;

    [Fact]
    public async Task LedgerFile_ManyWriters_EveryLineIsThereOnce()
    {
        var path = Path.Combine(folder, "ledger.jsonl");
        await using (var ledger = new LedgerFile(path))
        {
            Parallel.For(0, 1000, number => ledger.Append(new LedgerEntry { At = number, Kind = LedgerKind.StatusAnswer, Detail = "a \"line\"\nof two", Evidence = [1, 2] }));
        }

        var read = LedgerFile.Read(path).ToList();

        read.Select(entry => entry.At).Order().ShouldBe(Enumerable.Range(0, 1000).Select(number => (long)number));
        read[0].Detail.ShouldBe("a \"line\"\nof two");
        read[0].Evidence.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task LedgerFile_WhileItIsOpen_ReadersSeeWhatWasWritten()
    {
        var path = Path.Combine(folder, "ledger.jsonl");
        await using var ledger = new LedgerFile(path);
        ledger.Append(new LedgerEntry { At = 5, Kind = LedgerKind.RunStart });

        var lines = await Eventually.Get(() => Task.FromResult(new FileInfo(path).Length), length => length > 0, TimeSpan.FromSeconds(30));

        lines.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void LedgerFile_ThatIsThereAlready_IsNotOverwritten()
    {
        var path = Path.Combine(folder, "ledger.jsonl");
        File.WriteAllText(path, "{}");

        Should.Throw<IOException>(() => new LedgerFile(path));
    }

    [Fact]
    public void LedgerDigest_LagsThatMetAnOutage_AreNotTheFeeds()
    {
        var digest = new LedgerDigest(
        [
            new LedgerEntry { At = 1500, Kind = LedgerKind.Visible, Door = "frontend1", Serial = "a", SentAt = 1000, Outcome = LedgerOutcome.Revoked },
            new LedgerEntry { At = 90_000, Kind = LedgerKind.Visible, Door = "frontend1", Serial = "b", SentAt = 1000, Outcome = "revoked after errors" },
        ]);

        digest.Times.ShouldHaveSingleItem().Value.ShouldBe([500]);
        digest.Counts["ocsp.visible: revoked after errors"].ShouldBe(1);
    }

    [Fact]
    public void LedgerDigest_RestAndAcme_AreNamedAsTheDatabaseNamesThem()
    {
        var digest = new LedgerDigest([Forgery.Delivery("a1", "r1-1", "x"), Forgery.Delivery("a2", "a1-1", "y") with { Order = "o1" }]);

        digest.Deliveries.Select(delivery => delivery.StoredRequest).ShouldBe(["rest:admin:r1-1", "acme:o1"]);
    }

    [Fact]
    public void Installation_OfAClusterFile_KnowsEveryDoorAndEveryHealth()
    {
        string[] lines =
        [
            "# made by cluster.sh", "UCM_HTTPS='https://localhost:1'", "export UCM_HTTP=http://localhost:2", "UCM_FRONTEND1_HTTPS='https://localhost:3'", "UCM_FRONTEND1_HTTP='http://localhost:4'",
            "UCM_FRONTEND2_HTTPS='https://localhost:5'", "UCM_FRONTEND2_HTTP='http://localhost:6'", "UCM_SILO1_HEALTH='http://127.0.0.1:7/health/ready'", "UCM_SILO1_GATEWAY='127.0.0.1:8'",
            "UCM_PG='Host=127.0.0.1;Port=9'", "UCM_ROOT='/c/root.pem'", "UCM_ADMIN_PASSWORD='a=b'", "UCM_ACME_HTTP_PORT='10'",
        ];

        var installation = Installation.Cluster("/c", Installation.ReadVariables(lines));

        installation.Doors.Select(door => door.Name).ShouldBe(["proxy", "frontend1", "frontend2"]);
        installation.Health.Select(health => health.Url).ShouldBe(["http://127.0.0.1:7/health/ready", "https://localhost:3/health/ready", "https://localhost:5/health/ready"]);
        (installation.AdminPassword, installation.Database, installation.AcmeHttpPort).ShouldBe(("a=b", "Host=127.0.0.1;Port=9", 10));
    }

    [Fact]
    public void Arguments_MissingOrStray_AreRefused()
    {
        var arguments = new Arguments(["run", "--short", "--minutes", "0.5"]);

        (arguments.Has("short"), arguments.Number("minutes", 10), arguments.Number("rate", 1)).ShouldBe((true, 0.5, 1));
        Should.Throw<UsageException>(() => arguments.Get("ledger"));
        Should.Throw<UsageException>(() => new Arguments(["run", "short"]));
        Should.Throw<UsageException>(() => Installation.From(new Arguments(["run", "--cluster", folder])));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
