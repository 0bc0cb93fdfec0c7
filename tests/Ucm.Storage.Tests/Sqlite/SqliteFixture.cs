using Microsoft.Data.Sqlite;
using Ucm.Storage.Tests.Contract;

namespace Ucm.Storage.Tests.Sqlite;

public sealed class SqliteFixture : StorageFixture
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-storage-").FullName;

    public override StorageOptions Options => new() { ConnectionString = $"Data Source={Path.Combine(folder, "ucm.db")}" };

    public override long Scalar(string sql)
    {
        using var connection = new SqliteConnection(Options.ConnectionString + ";Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public override void Run(string sql)
    {
        using var connection = new SqliteConnection(Options.ConnectionString + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
