using Microsoft.Extensions.DependencyInjection;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;
using Ucm.Storage.Tests.Contract;
using Ucm.TestHosting;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>A primary with a synchronous standby, each known by one address of its own.</summary>
[Trait("needs", "server")]
public sealed class StandbyTests : IAsyncLifetime
{
    private PostgresServer? primary;
    private PostgresServer? standby;
    private string database = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law01_StandbyIsStuck_NothingIsAcknowledgedThatIsNotThere()
    {
        await using var services = Services(primary!);
        var store = services.GetRequiredService<ICertificateStore>();
        await store.Issue();

        await standby!.Freeze();
        await Should.ThrowAsync<WriteUnconfirmedException>(() => store.Reserve(Samples.Intent(), Samples.Companion("x"), Token));

        await standby.Thaw();
        await Eventually.Until(() => Succeeds(() => store.Issue()));
    }

    [Fact]
    public async Task Host_IsAStandby_IsNotTakenUntilItIsThePrimary()
    {
        await using var services = Services(primary!);
        var intent = await services.GetRequiredService<ICertificateStore>().Issue();
        await using var others = Services(standby!);
        var store = others.GetRequiredService<ICertificateStore>();

        await Should.ThrowAsync<StorageUnavailableException>(() => store.Find(intent.Key, Token));
        await Should.ThrowAsync<StorageUnavailableException>(() => store.Reserve(Samples.Intent(), Samples.Companion("x"), Token));

        await primary!.Stop("immediate");
        await standby!.Promote();
        await Eventually.Until(() => Succeeds(() => store.Issue()));
        (await store.Find(intent.Key, Token)).ShouldNotBeNull();
    }

    public async ValueTask InitializeAsync()
    {
        primary = await PostgresServer.Start();
        standby = await primary.StartStandby();
        var connectionString = await primary.CreateDatabase();
        database = new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Database!;
        StorageMigrator.Migrate(new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = connectionString });
    }

    public async ValueTask DisposeAsync()
    {
        if (standby is not null)
            await standby.DisposeAsync();

        if (primary is not null)
            await primary.DisposeAsync();
    }

    private static async Task<bool> Succeeds<T>(Func<Task<T>> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    private ServiceProvider Services(PostgresServer server) =>
        StorageFixture.Build(new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = server.ConnectionString(database) });
}
