using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Postgres;
using Ucm.Storage.Revocations;
using Ucm.Storage.Tests.Contract;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

[Trait("needs", "server")]
public sealed class PostgresConnectionTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Bounded_NothingGiven_EveryWaitHasABound()
    {
        var settings = PostgresDatabase.Bounded("Host=a");

        (settings.Timeout, settings.CommandTimeout, settings.CancellationTimeout, settings.KeepAlive, settings.MaxPoolSize).ShouldBe((3, 4, 1000, 5, 32));
    }

    [Fact]
    public void BoundedConnectionString_ForOrleans_HasTheSameBounds()
    {
        var options = new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = "Host=a;Timeout=9" };

        options.BoundedConnectionString.ShouldBe(PostgresDatabase.Bounded("Host=a;Timeout=9").ConnectionString);
    }

    [Fact]
    public void Bounded_Given_IsKept()
    {
        var settings = PostgresDatabase.Bounded("Host=a;Timeout=9;Command Timeout=8;Cancellation Timeout=700;Keepalive=6;Maximum Pool Size=5;Application Name=b");

        (settings.Timeout, settings.CommandTimeout, settings.CancellationTimeout, settings.KeepAlive, settings.MaxPoolSize, settings.ApplicationName).ShouldBe((9, 8, 700, 6, 5, "b"));
    }

    [Fact]
    public async Task Writer_DatabaseThatSaysOtherwise_FlushesItsCommits()
    {
        await PostgresServer.Execute(fixture.Options.ConnectionString, "do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$");
        await using var database = new PostgresDatabase(fixture.Options);
        await using var connection = await database.Writer.OpenConnectionAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "show synchronous_commit";

        (await command.ExecuteScalarAsync(Token)).ShouldBe("on");
    }

    [Fact]
    public async Task SeveralHosts_FirstOneDead_UsesThePrimary()
    {
        var options = new StorageOptions
        {
            Provider = StorageProvider.PostgreSql,
            ConnectionString = fixture.Options.ConnectionString.Replace("Host=127.0.0.1;Port=", $"Host=127.0.0.1:{PostgresServer.FreePort()},127.0.0.1:", StringComparison.Ordinal)
                + ";Target Session Attributes=primary",
        };
        await using var services = StorageFixture.Build(options);
        var store = services.GetRequiredService<ICertificateStore>();

        var intent = await store.Issue();

        (await store.Find(intent.Key, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Pool_Exhausted_IsUnavailableAfterABoundedWait()
    {
        var options = new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = fixture.Options.ConnectionString.Replace("Timeout=30;", "Timeout=1;", StringComparison.Ordinal) + ";Maximum Pool Size=1" };
        await using var services = StorageFixture.Build(options);
        await using var taken = await services.GetRequiredService<PostgresDatabase>().Reader.OpenConnectionAsync(Token);

        await Should.ThrowAsync<StorageUnavailableException>(() => services.GetRequiredService<ICertificateStore>().Find(Samples.Key(), Token));

        await taken.CloseAsync();
        (await services.GetRequiredService<ICertificateStore>().Find(Samples.Key(), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Stream_LeftEarly_GivesItsConnectionBack()
    {
        var options = new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = fixture.Options.ConnectionString + ";Maximum Pool Size=1" };
        await using var services = StorageFixture.Build(options);
        var store = services.GetRequiredService<ICertificateStore>();
        var authority = Samples.Authority();
        await Task.WhenAll(Enumerable.Range(0, 700).Select(async _ => await store.Revoke((await store.Issue(Samples.Intent(Samples.Key(authority)))).Key, RevocationReason.Unspecified)));

        for (var i = 0; i < 3; i++)
        {
            await foreach (var row in services.GetRequiredService<IRevocationStore>().ListRevoked(new RevokedQuery(new CrlScope(authority, 0), Samples.Now), Token))
            {
                row.Reason.ShouldBe(RevocationReason.Unspecified);
                break;
            }
        }

        (await services.GetRequiredService<IRevocationStore>().ListRevoked(new RevokedQuery(new CrlScope(authority, 0), Samples.Now), Token).CountAsync(Token)).ShouldBe(700);
    }
}
