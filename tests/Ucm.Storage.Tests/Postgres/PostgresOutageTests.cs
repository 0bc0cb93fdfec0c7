using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;
using Ucm.Storage.Postgres;
using Ucm.Storage.Revocations;
using Ucm.Storage.Tests.Contract;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>The server goes away in each of the ways a server does. Nothing is restarted on our side.</summary>
[Trait("needs", "server")]
public sealed class PostgresOutageTests(OutageServer fixture) : IClassFixture<OutageServer>, IAsyncLifetime
{
    // Room in the queue, a batch in front of ours, our own batch, and the machine's other tests.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly PostgresServer server = fixture.Server;
    private ServiceProvider? services;
    private string connectionString = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICertificateStore Store => services!.GetRequiredService<ICertificateStore>();

    [Fact]
    public async Task Stopped_ReadsAndWrites_AreUnavailableAndRecover()
    {
        var intent = await Store.Issue();
        await server.Stop();

        await Fails(() => Store.Find(intent.Key, Token));
        await Fails(() => Store.Reserve(Samples.Intent(), Samples.Companion("x"), Token));

        await server.Resume();
        (await Store.Find(intent.Key, Token)).ShouldNotBeNull();
        await Store.Issue();
    }

    [Fact]
    public async Task RestartedWhileIdle_NextReadAndWrite_NoticeNothing()
    {
        var intents = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.Issue()));
        await Task.WhenAll(intents.Select(intent => Store.Find(intent.Key, Token)));
        await server.Stop("immediate");
        await server.Resume();

        var rows = await Task.WhenAll(intents.Select(intent => Store.Find(intent.Key, Token)));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.Issue()));

        rows.ShouldAllBe(row => row != null);
    }

    [Fact]
    public async Task Frozen_ReadsAndWrites_GiveUpInTimeAndRecover()
    {
        var intent = await Store.Issue();
        await server.Freeze();

        await Fails(() => Store.Find(intent.Key, Token));
        await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => Fails(() => Store.FindStatus(intent.Key, Token))));
        await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => Fails(() => Store.Reserve(Samples.Intent(), Samples.Companion("x"), Token))));

        await server.Thaw();
        await Eventually(() => Store.Find(intent.Key, Token));
        await Eventually(() => Store.Issue());
    }

    [Fact]
    public async Task Frozen_StreamUnderWay_EndsInTime()
    {
        var intent = await Store.Issue();
        await Store.Revoke(intent.Key, RevocationReason.Superseded);
        await server.Freeze();

        await Fails(async () => await services!.GetRequiredService<IRevocationStore>().ListRevoked(new RevokedQuery(new CrlScope(intent.Key.Authority, 0), Samples.Now), Token).ToListAsync(Token));

        await server.Thaw();
    }

    [Fact]
    public async Task Law01_CrashedUnderLoad_EveryAcknowledgedWriteIsThereAndNoneByHalf()
    {
        var acknowledged = new ConcurrentDictionary<CertificateKey, string>();
        for (var round = 0; round < 3; round++)
        {
            var (before, stop) = (acknowledged.Count, false);
            var workers = Enumerable.Range(0, 64).Select(_ => Task.Run(
                async () =>
                {
                    while (!Volatile.Read(ref stop))
                        await Work(acknowledged);
                },
                Token)).ToArray();
            await Eventually(() => Task.FromResult(acknowledged.Count > before + 300));
            await server.Stop("immediate");
            await server.Resume();
            var after = acknowledged.Count;
            await Eventually(() => Task.FromResult(acknowledged.Count > after + 100));
            Volatile.Write(ref stop, true);
            await Task.WhenAll(workers);
        }

        foreach (var (key, what) in acknowledged)
            (await Store.Find(key, Token)).ShouldNotBeNull().Record.Status.ToString().ShouldBe(what);

        await NothingIsHalfThere();
    }

    [Fact]
    public async Task AbandonedTransaction_WithTheLockOfRevocations_IsEndedByTheServer()
    {
        var intent = await Store.Issue();
        await using var database = new PostgresDatabase(new StorageOptions { ConnectionString = connectionString + ";Keepalive=0" });
        await using var frozen = await database.Writer.OpenConnectionAsync(Token);
        await using var command = new NpgsqlCommand("begin; select value from counters where name = 'revocations' for update", frozen);
        await command.ExecuteNonQueryAsync(Token);

        // Another silo's client stopped in the middle of a batch; ours may be refused meanwhile, but not for ever.
        await Eventually(() => Store.Revoke(intent.Key, RevocationReason.Superseded));

        (await Store.FindStatus(intent.Key, Token))!.Status.ShouldBe(CertificateStatus.Revoked);
    }

    public async ValueTask InitializeAsync()
    {
        connectionString = await server.CreateDatabase();
        var options = new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = connectionString };
        StorageMigrator.Migrate(options);
        services = StorageFixture.Build(options);
    }

    public async ValueTask DisposeAsync()
    {
        await server.Thaw();
        if (services is not null)
            await services.DisposeAsync();
    }

    private static async Task Fails<T>(Func<Task<T>> step)
    {
        var clock = Stopwatch.StartNew();
        var fault = await Should.ThrowAsync<StorageUnavailableException>(step);
        clock.Elapsed.ShouldBeLessThan(Bound);
        fault.InnerException.ShouldBeNull();
    }

    private static async Task Eventually<T>(Func<Task<T>> step)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await step() is not false)
                    return;
            }
            catch (StorageUnavailableException) when (clock.Elapsed < TimeSpan.FromSeconds(60))
            {
            }

            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
            await Task.Yield();
        }
    }

    private async Task Work(ConcurrentDictionary<CertificateKey, string> acknowledged)
    {
        var intent = Samples.Intent();
        var id = intent.Key.ToId();
        try
        {
            await Store.Reserve(intent, Samples.Companion($"reserve {id}"), Token);
            await Store.Complete(intent.Key, Samples.Bytes(1100), Samples.Companion($"complete {id}"), Token);
            var result = await Store.ChangeRevocation(
                new RevocationChange(intent.Key, RevocationReason.Superseded, Samples.Now, null), Samples.Companion($"revoke {id}"), Token);
            acknowledged[intent.Key] = result.Current.ToString()!;
        }
        catch (StorageUnavailableException)
        {
        }
    }

    private async Task NothingIsHalfThere()
    {
        foreach (var sql in (string[])
        [
            "select count(*) from certificates c full join certificate_bytes b on b.id = c.id where c.id is null or b.id is null",
            "select count(*) from certificate_bytes b join certificates c on c.id = b.id where (length(b.content) = 1100) <> (c.status <> 0)",
            "select (select count(*) from audit where target like 'reserve %') - (select count(*) from certificates)",
            "select (select count(*) from audit where target like 'complete %') - (select count(*) from certificates where status <> 0)",
            "select (select count(*) from audit where target like 'revoke %') - (select count(*) from certificates where status = 2)",
            "select (select count(*) from revocations) - (select count(*) from certificates where status = 2)",
            "select (select max(sequence) from revocations) - (select value from counters where name = 'revocations')",
            "select (select max(sequence) from revocations) - (select count(*) from revocations)",
            "select (select sum(amount)::bigint from certificate_counts where kind = 2) - (select count(*) from certificates where status = 2)",
            "select (select sum(amount)::bigint from certificate_counts where kind = 1) - (select count(*) from certificates where status = 1)",
        ])
        {
            (await PostgresServer.Execute(connectionString, sql)).ShouldBe(0L, sql);
        }
    }
}

/// <summary>A server that nobody else relies on.</summary>
public sealed class OutageServer : IAsyncLifetime
{
    private PostgresServer? server;

    public PostgresServer Server => server!;

    public async ValueTask InitializeAsync() => server = await PostgresServer.Start();

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }
}
