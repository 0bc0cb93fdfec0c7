using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;
using Ucm.Storage.Sqlite;
using Ucm.Storage.Tests.Contract;

namespace Ucm.Storage.Tests.Sqlite;

public sealed class SqliteOutageTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-outage-").FullName;
    private ServiceProvider? services;
    private SmallDisk? disk;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICertificateStore Store => services!.GetRequiredService<ICertificateStore>();

    [Fact]
    public async Task Write_DiskFull_IsUnavailableAndRecoversWithoutRestart()
    {
        var intents = Enumerable.Range(0, 300).Select(_ => Samples.Intent()).ToArray();
        await Store.Issue();
        disk!.Full = true;

        var outcomes = await Task.WhenAll(intents.Select(Try));
        disk.Full = false;
        foreach (var (intent, _) in intents.Zip(outcomes).Where(pair => !pair.Second))
            await Store.Issue(intent);

        outcomes.ShouldContain(false);
        foreach (var intent in intents)
            (await Store.Find(intent.Key, Token))!.RequestHash.ShouldBe(intent.RequestHash);
    }

    [Fact]
    public async Task Read_DatabaseGone_IsUnavailable()
    {
        var intent = await Store.Issue();
        disk!.Unreadable = true;

        await Should.ThrowAsync<StorageUnavailableException>(() => Store.Find(intent.Key, Token));

        disk.Unreadable = false;
        (await Store.Find(intent.Key, Token)).ShouldNotBeNull();
    }

    public ValueTask InitializeAsync()
    {
        var options = new StorageOptions { ConnectionString = $"Data Source={Path.Combine(folder, "ucm.db")}" };
        StorageMigrator.Migrate(options);
        disk = new SmallDisk(options.ConnectionString);
        services = new ServiceCollection().AddLogging().AddSerializer().AddUcmStorage(options).AddSingleton<SqliteDatabase>(disk).BuildServiceProvider();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await services!.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> Try(CertificateIntent intent)
    {
        try
        {
            return await Store.Reserve(intent, Samples.Companion("x"), Token) is Reservation.Made;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }
}
