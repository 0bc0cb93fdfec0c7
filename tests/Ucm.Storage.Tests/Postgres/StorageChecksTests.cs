using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Ucm.Storage.Authorities;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;
using Ucm.Storage.Postgres;
using Ucm.Storage.Tests.Contract;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>What a role, a database or a server may have been given that does not go with a silo is named before it starts.</summary>
[Trait("needs", "server")]
public sealed class StorageChecksTests(PostgresService service)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checks_AServerAsItComes_Pass()
    {
        var options = await Migrated();

        await StorageChecks.Sessions(options, Token);
        await StorageChecks.Role(options, Token);
    }

    [Fact]
    public async Task Sessions_BoundsOfTheOperatorsOwn_AreTheOnesCheckedFor()
    {
        var options = await Migrated();
        options.ConnectionString += ";Options=-c lock_timeout=2000 -c statement_timeout=60000";

        await StorageChecks.Sessions(options, Token);
    }

    [Fact]
    public async Task Sessions_RoleWithAStatementTimeout_DoesNotCutOurStatements()
    {
        var options = await Migrated();
        await OnDatabase(options, "set statement_timeout = '1ms'");
        await OnDatabase(options, "set lock_timeout = '1ms'");

        await StorageChecks.Sessions(options, Token);

        await using var database = new PostgresDatabase(options);
        foreach (var source in (NpgsqlDataSource[])[database.Writer, database.Reader, database.SharedReader, database.Plain])
        {
            await using var connection = await source.OpenConnectionAsync(Token);
            await using var command = new NpgsqlCommand("select current_setting('statement_timeout') || ' ' || current_setting('lock_timeout')", connection);
            (await command.ExecuteScalarAsync(Token)).ShouldBe("0 4s");
        }
    }

    [Fact]
    public async Task Sessions_DatabaseThatIsReadOnly_SaysSo()
    {
        var options = await Migrated();
        await OnDatabase(options, "set default_transaction_read_only = on");

        var fault = await Should.ThrowAsync<StorageUnavailableException>(() => StorageChecks.Sessions(options, Token));

        fault.Message.ShouldContain("default_transaction_read_only");
    }

    [Fact]
    public async Task List_DatabaseThatBecameReadOnly_SaysSo()
    {
        var options = await Migrated();
        await using (var before = StorageFixture.Build(options))
            (await before.GetRequiredService<IAuthorityIndex>().List(Token)).IsReadOnly.ShouldBeFalse();

        await OnDatabase(options, "set default_transaction_read_only = on");

        await using var services = StorageFixture.Build(options);
        (await services.GetRequiredService<IAuthorityIndex>().List(Token)).IsReadOnly.ShouldBeTrue();
    }

    [Fact]
    public async Task Migrate_EmptyDatabaseThatIsReadOnly_SaysSo()
    {
        var options = await Empty();
        await OnDatabase(options, "set default_transaction_read_only = on");

        var fault = Should.Throw<StorageUnavailableException>(() => StorageMigrator.Migrate(options));

        fault.Message.ShouldContain("takes no writes");
        fault.Message.ShouldContain("default_transaction_read_only");
    }

    [Fact]
    public async Task Migrate_SearchPathThatLeadsPastTheTables_MakesNoSecondSet()
    {
        var options = await Migrated();
        await PostgresServer.Execute(options.ConnectionString, "create schema elsewhere");
        await OnDatabase(options, "set search_path = elsewhere");

        var fault = Should.Throw<StorageUnavailableException>(() => StorageMigrator.Migrate(options));

        fault.Message.ShouldContain("'public'");
        fault.Message.ShouldContain("search_path of the role 'postgres' is 'elsewhere'");
        (await PostgresServer.Execute(options.ConnectionString, "select count(*) from pg_class where relnamespace = 'elsewhere'::regnamespace")).ShouldBe(0L);
    }

    [Fact]
    public async Task Migrate_SearchPathThatLeadsNowhere_NamesIt()
    {
        var options = await Empty();
        await OnDatabase(options, "set search_path = nowhere");

        Should.Throw<StorageUnavailableException>(() => StorageMigrator.Migrate(options)).Message.ShouldContain("search_path of the role 'postgres' is 'nowhere'");
    }

    [Fact]
    public async Task Role_ThatMayOnlyRead_IsToldWhatItLacks()
    {
        var options = await Migrated();
        await PostgresServer.Execute(options.ConnectionString, "do $$ begin create role onlooker login; exception when duplicate_object then null; end $$");
        await PostgresServer.Execute(options.ConnectionString, "grant select on all tables in schema public to onlooker");
        options.ConnectionString = options.ConnectionString.Replace("Username=postgres", "Username=onlooker", StringComparison.Ordinal);

        StorageMigrator.Migrate(options);
        var fault = await Should.ThrowAsync<StorageUnavailableException>(() => StorageChecks.Role(options, Token));

        fault.Message.ShouldContain("'onlooker'");
        fault.Message.ShouldContain("insert on certificates");
        fault.Message.ShouldContain("ucm_silo");
    }

    [Fact]
    public async Task Migrate_NeverMigratedAndTheRoleMayNot_IsToldWhatToRun()
    {
        var options = await Empty();
        await PostgresServer.Execute(options.ConnectionString, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "roles.sql"), Token));
        options.ConnectionString = options.ConnectionString.Replace("Username=postgres", "Username=ucm_silo", StringComparison.Ordinal);

        Should.Throw<StorageUnavailableException>(() => StorageMigrator.Migrate(options)).Message.ShouldContain("`Ucm.Silo migrate`");
    }

    private static async Task OnDatabase(StorageOptions options, string setting)
    {
        var name = new NpgsqlConnectionStringBuilder(options.ConnectionString).Database;
        await PostgresServer.Execute(options.ConnectionString, $"alter database {name} {setting}");
    }

    private async Task<StorageOptions> Empty() => new() { Provider = StorageProvider.PostgreSql, ConnectionString = await service.CreateDatabase() };

    private async Task<StorageOptions> Migrated()
    {
        var options = await Empty();
        StorageMigrator.Migrate(options);
        return options;
    }
}
