using System.Net;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>A database that a node cannot work with: one line at the start, and no readiness later.</summary>
[Trait("needs", "server")]
public sealed class DatabaseFaultTests(OneNode node) : IClassFixture<OneNode>, IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("ucm-database-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_ThroughAPoolerThatDropsOptions_NamesItAndMigratesNothing()
    {
        var database = await node.Postgres.CreateDatabase();
        await using var pooler = await PgBouncer.Start(database, "transaction");

        var line = await FaultLine(pooler.ConnectionString(database));

        line.ShouldContain("PgBouncer");
        line.ShouldContain("lock_timeout is '0' instead of '4s'");
        (await PostgresServer.Execute(database, "select count(*) from pg_tables where schemaname = 'public'")).ShouldBe(0L);
    }

    [Fact]
    public async Task Start_RoleThatMayOnlyRead_NamesWhatItLacks()
    {
        var database = node.Installation.Database!;
        await PostgresServer.Execute(database, "create role watcher login");
        await PostgresServer.Execute(database, "grant select on all tables in schema public to watcher");

        (await FaultLine(database.Replace("Username=postgres", "Username=watcher", StringComparison.Ordinal))).ShouldContain("'watcher' may not do a silo's work");
    }

    [Fact]
    public async Task Start_DatabaseNeverMigrated_SaysWhatToRun()
    {
        var database = await node.Postgres.CreateDatabase();
        await PostgresServer.Execute(database, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "sql", "roles.sql"), Token));

        (await FaultLine(database.Replace("Username=postgres", "Username=ucm_silo", StringComparison.Ordinal))).ShouldContain("run `Ucm.Silo migrate`");
    }

    [Fact]
    public async Task Start_DatabaseThatDoesNotExist_SaysSo() =>
        (await FaultLine(node.Postgres.ConnectionString("nowhere"))).ShouldContain("nowhere");

    [Fact]
    public async Task Ready_DatabaseBecomesReadOnly_SaysNoUntilItTakesWritesAgain()
    {
        using var client = Clients.Trusting(node.Installation.RootFile, new Uri(node.Installation.Https));
        await Eventually.Until(() => Answers(client, HttpStatusCode.OK));

        await Set("alter system set default_transaction_read_only = on");
        await Eventually.Until(() => Answers(client, HttpStatusCode.ServiceUnavailable));

        await Set("alter system reset default_transaction_read_only");
        await Eventually.Until(() => Answers(client, HttpStatusCode.OK));
    }

    public void Dispose() => scratch.Delete(recursive: true);

    private static async Task<bool> Answers(HttpClient client, HttpStatusCode expected)
    {
        using var answer = await client.GetAsync("/health/ready", Token);
        return answer.StatusCode == expected;
    }

    private async Task Set(string sql)
    {
        await PostgresServer.Execute(node.Postgres.ConnectionString(), sql);
        await PostgresServer.Execute(node.Postgres.ConnectionString(), "select pg_reload_conf()");
    }

    private async Task<string> FaultLine(string connectionString)
    {
        var result = await Tool.Run(
            "dotnet",
            [
                Repository.SiloDll, "--Ucm:Mode=Node", $"--Ucm:DataDirectory={scratch.FullName}", "--Ucm:Storage:Provider=PostgreSql",
                $"--Ucm:Storage:ConnectionString={connectionString}", "--Ucm:Cluster:AdvertisedAddress=127.0.0.1",
                $"--Ucm:Cluster:SiloPort={StandaloneServer.FreePort()}", "--Ucm:PublicUrls:Https=https://localhost", "--Ucm:PublicUrls:Http=http://localhost",
                $"--Ucm:Http:HttpsPort={StandaloneServer.FreePort()}", $"--Ucm:Http:HttpPort={StandaloneServer.FreePort()}",
            ]);

        result.ExitCode.ShouldBe(1, result.All);
        var line = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem(result.All);
        line.ShouldStartWith("UltimateCA cannot start: ");
        return line;
    }
}
