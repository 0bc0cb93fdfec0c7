using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;
using Ucm.Storage.Tests.Contract;

namespace Ucm.Storage.Tests.Sqlite;

public sealed class SqliteMigrationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-migration-").FullName;

    private StorageOptions Options => new() { ConnectionString = $"Data Source={Path.Combine(folder, "ucm.db")}" };

    [Fact]
    public async Task Migrate_Twice_KeepsTheData()
    {
        StorageMigrator.Migrate(Options);
        await using (var first = StorageFixture.Build(Options))
            await first.GetRequiredService<IAuditStore>().Append(Samples.Companion("kept"), TestContext.Current.CancellationToken);

        StorageMigrator.Migrate(Options);

        await using var second = StorageFixture.Build(Options);
        (await second.GetRequiredService<IAuditStore>().List(null, 10, TestContext.Current.CancellationToken)).Items.Single().Target.ShouldBe("kept");
    }

    [Fact]
    public void Migrate_DatabaseOfALaterRelease_IsRefused()
    {
        StorageMigrator.Migrate(Options);
        Execute("insert into SchemaVersions (ScriptName, Applied) values ('9999-from-the-future', '2030-01-01')");

        var fault = Should.Throw<DatabaseTooNewException>(() => StorageMigrator.Migrate(Options));

        fault.UnknownScripts.ShouldBe(["9999-from-the-future"]);
        fault.Message.ShouldContain("9999-from-the-future");
    }

    [Fact]
    public void Migrate_NoDatabaseAtAll_IsUnavailable()
    {
        File.WriteAllText(Path.Combine(folder, "ucm.db"), new string('x', 5000));

        Should.Throw<StorageUnavailableException>(() => StorageMigrator.Migrate(Options));
    }

    [Fact]
    public void Migrate_NewDatabase_IsReadableByItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Unix file modes");
            return;
        }

        StorageMigrator.Migrate(Options);

        File.GetUnixFileMode(Path.Combine(folder, "ucm.db")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(Options.ConnectionString + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
