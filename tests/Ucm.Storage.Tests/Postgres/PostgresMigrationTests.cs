using Microsoft.Extensions.DependencyInjection;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;
using Ucm.Storage.Tests.Contract;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

public sealed class PostgresMigrationTests(PostgresService service)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_FourNodesAtOnce_RunsEachScriptOnce()
    {
        var options = await Empty();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StorageMigrator.Migrate(options), Token)));

        (await Execute(options, "select count(*) from schemaversions")).ShouldBe((long)StorageMigrator.Scripts("PostgreSql").Count());
        (await Execute(options, "select count(*) from counters")).ShouldBe(3L);
        (await Execute(options, "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())")).ShouldBe(0L);
    }

    [Fact]
    public async Task Migrate_Twice_KeepsTheData()
    {
        var options = await Empty();
        StorageMigrator.Migrate(options);
        await using (var first = StorageFixture.Build(options))
            await first.GetRequiredService<IAuditStore>().Append(Samples.Companion("kept"), Token);

        StorageMigrator.Migrate(options);

        await using var second = StorageFixture.Build(options);
        (await second.GetRequiredService<IAuditStore>().List(null, 10, Token)).Items.Single().Target.ShouldBe("kept");
    }

    [Fact]
    public async Task Migrate_DatabaseOfALaterRelease_IsRefused()
    {
        var options = await Empty();
        StorageMigrator.Migrate(options);
        await Execute(options, "insert into schemaversions (scriptname, applied) values ('9999-from-the-future', now())");

        var fault = Should.Throw<DatabaseTooNewException>(() => StorageMigrator.Migrate(options));

        fault.UnknownScripts.ShouldBe(["9999-from-the-future"]);
    }

    [Fact]
    public async Task Migrate_RoleWithoutTheRight_IsToldWhatToDo()
    {
        var options = await Empty();
        await Execute(options, "do $$ begin create role stranger login; exception when duplicate_object then null; end $$");
        var stranger = Like(options, options.ConnectionString.Replace("Username=postgres", "Username=stranger", StringComparison.Ordinal));

        var fault = Should.Throw<StorageUnavailableException>(() => StorageMigrator.Migrate(stranger));

        fault.Message.ShouldContain("`Ucm.Silo migrate`");
        (await Execute(options, "select count(*) from pg_tables where schemaname = 'public'")).ShouldBe(0L);
    }

    [Fact]
    public async Task Migrate_WithAConnectionStringOfItsOwn_UsesThat()
    {
        var options = await Empty();
        var split = Like(options, "Host=127.0.0.1;Port=1;Username=nobody;Database=nothing");
        split.MigrationConnectionString = options.ConnectionString;

        StorageMigrator.Migrate(split);

        (await Execute(options, "select count(*) from counters")).ShouldBe(3L);
    }

    [Fact]
    public void Migrate_NoServer_IsUnavailable()
    {
        var options = new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = $"Host=127.0.0.1;Port={PostgresServer.FreePort()};Username=x;Database=x" };

        Should.Throw<StorageUnavailableException>(() => StorageMigrator.Migrate(options)).InnerException.ShouldBeNull();
    }

    private static StorageOptions Like(StorageOptions options, string connectionString) => new() { Provider = options.Provider, ConnectionString = connectionString };

    private static Task<object?> Execute(StorageOptions options, string sql) => PostgresServer.Execute(options.ConnectionString, sql);

    private async Task<StorageOptions> Empty() => new() { Provider = StorageProvider.PostgreSql, ConnectionString = await service.Server.CreateDatabase() };
}
