using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;
using Orleans.Messaging;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Crls;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Keys;
using Ucm.Storage.Migrations;
using Ucm.Storage.Tests.Contract;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>deploy/sql/roles.sql, and what each role is refused.</summary>
[Trait("needs", "server")]
public sealed class RolesTests(RolesDatabase database) : IClassFixture<RolesDatabase>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silo_EveryStore_Works()
    {
        await using var services = StorageFixture.Build(database.Options("ucm_silo"));
        var store = services.GetRequiredService<ICertificateStore>();
        var index = new CommitCompanion([], [])
        {
            Index = [new AuthorityRow(SmallStoreContract.Snapshot()), new AcmeAccountRow("a", "t", "valid", Samples.Now), new AcmeOrderRow("o", "a", "ready", Samples.Now, Samples.Now)],
        };
        var gone = new CommitCompanion([], []) { Index = [new AcmeOrderGone("o", "a", Samples.Now), new AcmeAccountGone("a")] };

        for (var i = 0; i < 2; i++)
        {
            var intent = await store.Issue();
            (await store.Revoke(intent.Key, RevocationReason.Superseded)).Verdict.ShouldBe(RevocationVerdict.Changed);
            await services.GetRequiredService<Audit.IAuditStore>().Append(index, Token);
            await services.GetRequiredService<Audit.IAuditStore>().Append(gone, Token);
            await services.GetRequiredService<IKeyStore>().Add(new KeyRow(Samples.Token(), "x", "x", [1], [2], Samples.Now), Samples.Companion("x"), Token);
            var crls = services.GetRequiredService<ICrlStore>();
            var row = new CrlRow(new CrlScope(intent.Key.Authority, 0), 1, CrlKind.Full, null, 1, 1, Samples.Now, Samples.Now, new CrlContent(Samples.Token(), 1, [2]));
            await crls.Begin(row.Content.Build, Samples.Now, Token);
            await crls.Append(row.Content.Build, 0, [1], Token);
            (await crls.Publish(row, Samples.Companion("x"), Token)).ShouldBeTrue();
            await crls.Prune(row.Scope, Samples.Now, Token);
        }

        var state = new GrainState<SampleState>(new SampleState("one"));
        var storage = services.GetRequiredKeyedService<Orleans.Storage.IGrainStorage>(GrainStorageNames.Audited);
        await storage.WriteStateAsync("s", GrainId.Create("g", "k"), state, Token);
        await storage.WriteStateAsync("s", GrainId.Create("g", "k"), state, Token);
        await storage.ClearStateAsync("s", GrainId.Create("g", "k"), state, Token);
        (await store.Count(Samples.Now, Token)).Revoked.ShouldBe(2);
    }

    [Fact]
    public void Silo_NothingPending_PassesTheMigrator() => StorageMigrator.Migrate(database.Options("ucm_silo"));

    [Theory]
    [InlineData("delete from certificates")]
    [InlineData("update certificates set serial = '\\x01'")]
    [InlineData("update certificates set request_id = 'x'")]
    [InlineData("delete from certificate_bytes")]
    [InlineData("delete from revocations")]
    [InlineData("update revocations set reason = 0")]
    [InlineData("delete from audit")]
    [InlineData("update audit set actor = 'nobody'")]
    [InlineData("delete from crls")]
    [InlineData("update crls set number = 1")]
    [InlineData("update keys set envelope = '\\x00'")]
    [InlineData("delete from keys")]
    [InlineData("delete from outbox")]
    [InlineData("truncate audit")]
    [InlineData("drop table audit")]
    [InlineData("alter table audit disable trigger all")]
    [InlineData("update OrleansQuery set QueryText = ''")]
    [InlineData("update schemaversions set scriptname = ''")]
    [InlineData("create table mine (i int)")]
    [InlineData("create temporary table mine (i int)")]
    [InlineData("select ucm_grant_roles()")]
    [InlineData("set role ucm_migrate")]
    public Task Silo_WhatItNeverDoes_IsRefused(string sql) => IsRefused("ucm_silo", sql);

    [Theory]
    [InlineData("select * from certificates")]
    [InlineData("select * from keys")]
    [InlineData("select * from grain_state")]
    [InlineData("select * from authorities")]
    [InlineData("select * from audit")]
    [InlineData("select * from OrleansStorage")]
    [InlineData("select * from OrleansRemindersTable")]
    [InlineData("select * from schemaversions")]
    [InlineData("update OrleansMembershipTable set Status = 3")]
    [InlineData("insert into OrleansQuery values ('x', 'x')")]
    [InlineData("create temporary table mine (i int)")]
    [InlineData("set role ucm_silo")]
    public Task Frontend_AnythingButTheGateways_IsRefused(string sql) => IsRefused("ucm_frontend", sql);

    [Fact]
    public async Task Frontend_EveryTable_MayReadTwo()
    {
        await using var connection = await Open("ucm_frontend");
        await using var command = new NpgsqlCommand(
            "select string_agg(relname, ' ' order by relname) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace "
            + "and has_any_column_privilege(oid, 'select,insert,update,references')",
            connection);

        (await command.ExecuteScalarAsync(Token)).ShouldBe("orleansmembershiptable orleansquery");
    }

    [Fact]
    public async Task Frontend_OrleansClient_FindsTheGateways()
    {
        await PostgresServer.Execute(database.ConnectionString, "insert into OrleansMembershipVersionTable values ('test')");
        await PostgresServer.Execute(
            database.ConnectionString, "insert into OrleansMembershipTable values ('test', '127.0.0.1', 11111, 7, 's', 'h', 3, 30000, null, now(), now()), ('test', '127.0.0.1', 11112, 7, 's', 'h', 6, 30001, null, now(), now())");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("test", "test"))
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", database.As("ucm_frontend"))));
        using var host = builder.Build();
        var gateways = host.Services.GetRequiredService<IGatewayListProvider>();

        await gateways.InitializeGatewayListProvider();

        (await gateways.GetGateways()).Single().Port.ShouldBe(30000);
    }

    [Fact]
    public async Task Stranger_EvenConnecting_IsRefused()
    {
        await PostgresServer.Execute(database.ConnectionString, "do $$ begin create role passerby login; exception when duplicate_object then null; end $$");

        (await Should.ThrowAsync<PostgresException>(() => Open("passerby"))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private async Task<NpgsqlConnection> Open(string role)
    {
        var connection = new NpgsqlConnection(database.As(role) + ";Pooling=false");
        await connection.OpenAsync(Token);
        return connection;
    }

    private async Task IsRefused(string role, string sql)
    {
        await using var connection = await Open(role);
        await using var command = new NpgsqlCommand(sql, connection);

        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Token))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }
}

/// <summary>A database as the documentation says to make it: roles, migration by one of them, roles again.</summary>
public sealed class RolesDatabase(PostgresService service) : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = "";

    public string As(string role) => ConnectionString.Replace("Username=postgres", $"Username={role}", StringComparison.Ordinal);

    public StorageOptions Options(string role) => new() { Provider = StorageProvider.PostgreSql, ConnectionString = As(role) };

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await service.CreateDatabase();
        var roles = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "roles.sql"));
        await PostgresServer.Execute(ConnectionString, roles);
        StorageMigrator.Migrate(Options("ucm_migrate"));
        await PostgresServer.Execute(ConnectionString, roles);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
