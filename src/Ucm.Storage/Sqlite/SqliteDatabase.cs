using Microsoft.Data.Sqlite;

namespace Ucm.Storage.Sqlite;

/// <summary>Opens connections the way we want them.</summary>
internal class SqliteDatabase(string connectionString)
{
    /// <summary>The writer's connection. FULL: what is committed survives a power cut, not only a crash.</summary>
    public virtual SqliteConnection OpenWriter() =>
        Open(
            SqliteOpenMode.ReadWrite,
            "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000; pragma wal_autocheckpoint = 4000; pragma cache_size = -65536;");

    public virtual SqliteConnection OpenReader() =>
        Open(SqliteOpenMode.ReadOnly, "pragma busy_timeout = 5000; pragma query_only = 1; pragma cache_size = -16384; pragma mmap_size = 268435456;");

    // Pooling would take our prepared statements away; our connections live as long as we do.
    public static string Text(string connectionString, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder(connectionString) { Mode = mode, Pooling = false }.ToString();

    private SqliteConnection Open(SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(Text(connectionString, mode));
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = pragmas;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
