using Microsoft.Data.Sqlite;
using Ucm.Storage.Sqlite;

namespace Ucm.Storage.Tests.Sqlite;

/// <summary>A database whose file cannot grow, or cannot be read, for as long as a test says so.</summary>
internal sealed class SmallDisk(string connectionString) : SqliteDatabase(connectionString)
{
    private const int CannotOpen = 14;

    private SqliteConnection? writer;
    private bool full;

    public bool Unreadable { get; set; }

    public bool Full
    {
        get => full;
        set
        {
            full = value;
            if (writer is { State: System.Data.ConnectionState.Open })
                Limit(writer);
        }
    }

    public override SqliteConnection OpenWriter()
    {
        writer = base.OpenWriter();
        Limit(writer);
        return writer;
    }

    public override SqliteConnection OpenReader() => Unreadable ? throw new SqliteException("unable to open database file", CannotOpen) : base.OpenReader();

    // SQLite raises a limit below the present size to the present size.
    private void Limit(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"pragma max_page_count = {(full ? 1 : 1_000_000)}";
        command.ExecuteNonQuery();
    }
}
