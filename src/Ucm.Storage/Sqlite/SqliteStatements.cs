using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Ucm.Storage.Sqlite;

/// <summary>One connection and the statements prepared on it, by their text.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    // Lists have a statement per combination of filters; beyond this many the cache starts again.
    private const int Capacity = 200;

    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);

    public DbCommand this[string sql] => prepared.TryGetValue(sql, out var command) ? command : Prepare(sql);

    public void Run(string sql) => this[sql].ExecuteNonQuery();

    public void Dispose()
    {
        Forget();
        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql)
    {
        if (prepared.Count >= Capacity)
            Forget();

        // Microsoft.Data.Sqlite compiles at the first execution and keeps the compiled statement with the command.
        var command = connection.CreateCommand();
        command.CommandText = sql;
        prepared.Add(sql, command);
        return command;
    }

    private void Forget()
    {
        foreach (var command in prepared.Values)
            command.Dispose();

        prepared.Clear();
    }
}
