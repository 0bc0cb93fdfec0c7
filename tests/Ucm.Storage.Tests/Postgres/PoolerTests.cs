using Microsoft.Extensions.DependencyInjection;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;
using Ucm.Storage.Tests.Contract;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>A connection pooler between the silo and PostgreSQL, set up as its how-tos say: it drops what a session asks for when it starts.</summary>
[Trait("needs", "server")]
public sealed class PoolerTests(PostgresService service)
{
    private static readonly string[] RoleSettings =
    [
        "lock_timeout = '4s'", "idle_in_transaction_session_timeout = '4s'", "synchronous_commit = on", "enable_seqscan = off", "jit = off", "plan_cache_mode = force_custom_plan",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("transaction")]
    [InlineData("session")]
    public async Task Sessions_PoolerDropsTheBounds_NamesPoolerParameterAndCure(string mode)
    {
        var direct = await service.CreateDatabase();
        await using var pooler = await PgBouncer.Start(direct, mode);

        var fault = await Should.ThrowAsync<StorageUnavailableException>(() => StorageChecks.Sessions(Options(pooler.ConnectionString(direct)), Token));

        fault.Message.ShouldContain("PgBouncer");
        fault.Message.ShouldContain("'options'");
        fault.Message.ShouldContain("lock_timeout is '0' instead of '4s'");
        fault.Message.ShouldContain("idle_in_transaction_session_timeout is '0' instead of '4s'");
        fault.Message.ShouldContain("alter role postgres set lock_timeout = '4s'");
        fault.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task Sessions_PoolerRefusesTheParameter_SaysSo()
    {
        var direct = await service.CreateDatabase();
        await using var pooler = await PgBouncer.Start(direct, "transaction", ignored: "extra_float_digits");
        var options = Options(pooler.ConnectionString(direct));

        var fault = await Should.ThrowAsync<StorageUnavailableException>(() => StorageChecks.Sessions(options, Token));

        fault.Message.ShouldContain("PgBouncer");
        fault.Message.ShouldContain("'options'");
        Should.Throw<StorageUnavailableException>(() => StorageMigrator.Migrate(options)).Message.ShouldBe(fault.Message);
    }

    [Fact]
    public async Task Sessions_TransactionPoolWithTheRolesSettings_WantsNoPreparedStatements()
    {
        var direct = await Pooled();
        await using var pooler = await PgBouncer.Start(direct, "transaction");

        var fault = await Should.ThrowAsync<StorageUnavailableException>(() => StorageChecks.Sessions(Options(pooler.ConnectionString(direct)), Token));

        fault.Message.ShouldContain("'Max Auto Prepare=0'");
    }

    [Theory]
    [InlineData("transaction", ";Max Auto Prepare=0")]
    [InlineData("session", "")]
    public async Task Sessions_PoolAsTheRefusalAdvises_Works(string mode, string more)
    {
        var direct = await Pooled();
        await using var pooler = await PgBouncer.Start(direct, mode);
        var options = Options(pooler.ConnectionString(direct) + more);

        await StorageChecks.Sessions(options, Token);
        StorageMigrator.Migrate(options);
        await StorageChecks.Role(options, Token);

        await using var services = StorageFixture.Build(options);
        var store = services.GetRequiredService<ICertificateStore>();
        var issued = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.Issue()));
        (await store.Find(issued[0].Key, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Migrate_FourNodesThroughATransactionPool_RunsEachScriptOnce()
    {
        var direct = await service.CreateDatabase();
        await using var pooler = await PgBouncer.Start(direct, "transaction");
        var options = Options(pooler.ConnectionString(direct) + ";Max Auto Prepare=0");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StorageMigrator.Migrate(options), Token)));

        (await PostgresServer.Execute(direct, "select count(*) from schemaversions")).ShouldBe((long)StorageMigrator.Scripts("PostgreSql").Count());
        const string Locks = "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())";
        (await PostgresServer.Execute(direct, Locks)).ShouldBe(0L);
    }

    private static StorageOptions Options(string connectionString) => new() { Provider = StorageProvider.PostgreSql, ConnectionString = connectionString };

    /// <summary>A new database that belongs to a role which has the settings itself.</summary>
    private async Task<string> Pooled()
    {
        var database = await service.CreateDatabase();
        await PostgresServer.Execute(database, "do $$ begin create role pooled login; exception when duplicate_object then null; end $$");
        var name = new Npgsql.NpgsqlConnectionStringBuilder(database).Database;
        foreach (var setting in RoleSettings)
            await PostgresServer.Execute(database, $"alter role pooled in database {name} set {setting}");

        await PostgresServer.Execute(database, "alter schema public owner to pooled");
        return database.Replace("Username=postgres", "Username=pooled", StringComparison.Ordinal);
    }
}
