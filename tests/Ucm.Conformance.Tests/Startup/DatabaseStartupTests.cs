using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Hosting;
using Ucm.Grains.Signing;
using Ucm.Silo.Hosting;
using Ucm.Storage;
using Ucm.Storage.Commits;
using Ucm.Storage.Keys;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>Several nodes start on an empty database at once, and share the master key's file.</summary>
public sealed class DatabaseStartupTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("ucm-startup-").FullName;
    private readonly IKeyStore keys = Substitute.For<IKeyStore>();
    private KeyRow? recorded;

    private string KeyFile => Path.Combine(directory, "master.key");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Run_AnotherNodeMakesTheSharedKeyMeanwhile_GoesOnWithIt()
    {
        keys.Find(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(_ => Meanwhile());

        await Run();

        File.Exists(KeyFile).ShouldBeTrue();
    }

    [Fact]
    public async Task Run_AnotherNodeHasAKeyOfItsOwn_IsRefusedAndLeavesNoKey()
    {
        recorded = await OfAnotherNode(Path.Combine(directory, "other.key"));
        keys.Find(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(recorded);

        var fault = await Should.ThrowAsync<StartupException>(Run);

        fault.Message.ShouldContain("copy master.key from a node that runs");
        File.Exists(KeyFile).ShouldBeFalse();
    }

    private async Task<KeyRow?> Meanwhile() => recorded ??= await OfAnotherNode(KeyFile);

    private static async Task<KeyRow> OfAnotherNode(string keyFile)
    {
        using var key = MasterKeyFile.OpenOrCreate(keyFile);
        KeyRow? added = null;
        var store = Substitute.For<IKeyStore>();
        store.Add(Arg.Do<KeyRow>(row => added = row), Arg.Any<CommitCompanion>(), Arg.Any<CancellationToken>()).Returns(true);
        store.Find(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(_ => added);
        await new MasterKeyCheck(key, store, TimeProvider.System).Confirm(TestContext.Current.CancellationToken);
        return added!;
    }

    private async Task Run()
    {
        await using var services = new ServiceCollection()
            .AddSingleton(_ => MasterKeyFile.OpenOrCreate(KeyFile))
            .AddSingleton(services => new MasterKeyCheck(services.GetRequiredService<MasterKey>(), keys, TimeProvider.System))
            .BuildServiceProvider();
        var storage = new StorageOptions { ConnectionString = $"Data Source={Path.Combine(directory, "ucm.db")};Pooling=False" };
        var masterKey = Options.Create(new MasterKeyOptions { Path = KeyFile });
        await new DatabaseStartup(storage, masterKey, keys, services, NullLogger<DatabaseStartup>.Instance).Run(TestContext.Current.CancellationToken);
    }
}
