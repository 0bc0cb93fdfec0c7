using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Storage.Audit;
using Ucm.Storage.Authorities;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;
using Ucm.Storage.Tests.Contract;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

[Trait("needs", "server")]
public sealed class PostgresMigrationTests(PostgresService service)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_FourNodesAtOnce_RunsEachScriptOnce()
    {
        var options = await Empty();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StorageMigrator.Migrate(options), Token)));

        (await Execute(options, "select count(*) from schemaversions")).ShouldBe((long)StorageMigrator.Scripts("PostgreSql").Count());
        (await Execute(options, "select count(*) from counters")).ShouldBe(4L);
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

    /// <summary>Settings that had a column each are read from the one document that took their place.</summary>
    [Fact]
    public async Task Migrate_DatabaseBeforeObjects_AuthoritySettingsAreThere()
    {
        var options = await Empty();
        await Execute(options, "create table schemaversions (schemaversionsid serial primary key, scriptname varchar(255) not null, applied timestamp not null)");
        foreach (var script in StorageMigrator.Scripts("PostgreSql").TakeWhile(static script => script.Name != "0007-objects"))
        {
            await Execute(options, script.Contents);
            await Execute(options, $"insert into schemaversions (scriptname, applied) values ('{script.Name}', now())");
        }

        await Execute(
            options,
            "insert into authorities (id, name, status, certificate, chain, key_id, key_algorithm, issuer, not_before, not_after, crl_lifetime, crl_overlap, crl_minimum_interval, "
            + "crl_delta_interval, crl_shards, crl_shards_served, crl_number_floor, ocsp_extended_revoke, ocsp_archive_cutoff, version, change) values "
            + "('issuing', 'Issuing', 1, '\\x30', '', 'k', 'ecdsa-p256', null, 0, 0, 604800000000, 86400000000, 250000, 3600000000, 4, 8, 7, 0, 60000000, 3, 1)");

        StorageMigrator.Migrate(options);

        await using var services = StorageFixture.Build(options);
        var authority = (await services.GetRequiredService<IAuthorityIndex>().Find(AuthorityId.Parse("issuing"), Token))!;
        authority.Crl.ShouldBe(new CrlPolicy(TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromSeconds(0.25))
        {
            DeltaInterval = TimeSpan.FromHours(1),
            Shards = 4,
            ShardsServed = 8,
            NumberFloor = 7,
        });
        (authority.Ocsp, authority.Issuance, authority.Version).ShouldBe((new OcspPolicy(false, TimeSpan.FromMinutes(1)), null, 3));
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

        (await Execute(options, "select count(*) from counters")).ShouldBe(4L);
    }

    [Fact]
    public void Migrate_NoServer_IsUnavailable()
    {
        var options = new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = $"Host=127.0.0.1;Port={PostgresServer.FreePort()};Username=x;Database=x" };

        Should.Throw<StorageUnavailableException>(() => StorageMigrator.Migrate(options)).InnerException.ShouldBeNull();
    }

    private static StorageOptions Like(StorageOptions options, string connectionString) => new() { Provider = options.Provider, ConnectionString = connectionString };

    private static Task<object?> Execute(StorageOptions options, string sql) => PostgresServer.Execute(options.ConnectionString, sql);

    private async Task<StorageOptions> Empty() => new() { Provider = StorageProvider.PostgreSql, ConnectionString = await service.CreateDatabase() };
}
