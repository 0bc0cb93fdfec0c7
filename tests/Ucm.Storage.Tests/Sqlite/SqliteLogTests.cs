using Ucm.Storage.Sqlite;

namespace Ucm.Storage.Tests.Sqlite;

/// <summary>The write-ahead log of the writer's connection.</summary>
public sealed class SqliteLogTests
{
    [Fact]
    public void OpenWriter_NewDatabase_LogHasItsSizeAndTheDatabaseNothingOfIt()
    {
        var folder = Directory.CreateTempSubdirectory("ucm-log-");
        var file = Path.Combine(folder.FullName, "ucm.db");
        File.WriteAllBytes(file, []);
        using (var writer = new SqliteDatabase($"Data Source={file}").OpenWriter())
        {
            using var command = writer.CreateCommand();
            command.CommandText = "create table kept (a integer); insert into kept values (1); select count(*) from sqlite_schema;";
            command.ExecuteScalar().ShouldBe(1L);

            new FileInfo($"{file}-wal").Length.ShouldBeInRange(16 << 20, 20 << 20);
            command.CommandText = "pragma cache_size; pragma page_count;";
            command.ExecuteScalar().ShouldBe(-65536L);
        }

        new FileInfo(file).Length.ShouldBeLessThan(1 << 16);
        folder.Delete(recursive: true);
    }
}
