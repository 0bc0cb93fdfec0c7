using Microsoft.Data.Sqlite;

namespace Ucm.Storage.Sqlite;

/// <summary>Opens connections the way we want them.</summary>
internal class SqliteDatabase(string connectionString)
{
    private const string Writer =
        "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000; pragma wal_autocheckpoint = 4000; pragma cache_size = -65536;";

    /// <summary>
    /// Gives the write-ahead log its full size (16 MB) at the start. While the log grows, each commit also waits for the file system to record its
    /// new length, which takes longer than the write itself. The transaction is larger than its cache, so its pages go to the log; it is rolled
    /// back, and the next transactions write over them.
    /// </summary>
    private const string MakeRoom =
        "pragma cache_size = 16; begin immediate; create table wal_room (octets blob); insert into wal_room values (zeroblob(16777216)); rollback; "
        + "pragma cache_size = -65536;";

    /// <summary>The writer's connection. FULL: what is committed survives a power cut, not only a crash.</summary>
    public virtual SqliteConnection OpenWriter()
    {
        try
        {
            return Open(SqliteOpenMode.ReadWrite, Writer + MakeRoom);
        }
        catch (SqliteException)
        {
            // A full disk may have room for small writes, and another process may hold the lock for long. Then the log grows as it is used.
            return Open(SqliteOpenMode.ReadWrite, Writer);
        }
    }

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
