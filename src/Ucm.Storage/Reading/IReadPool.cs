using System.Data.Common;

namespace Ucm.Storage.Reading;

/// <summary>Read-only connections with prepared statements. The SQL is what every dialect understands; see docs/storage.md.</summary>
internal interface IReadPool
{
    /// <summary>A point read by an index: runs where the caller is.</summary>
    Task<T> Read<T>(string sql, Action<DbCommand> bind, Func<DbDataReader, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken);

    /// <summary>A point read that many ask for at the same time: where the database is elsewhere, they share the way to it.</summary>
    Task<T> ReadTogether<T>(string sql, Action<DbCommand> bind, Func<DbDataReader, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) =>
        Read(sql, bind, read, cancellationToken);

    /// <summary>A read that may take a while: never on the caller's scheduler.</summary>
    Task<T> Scan<T>(string sql, Action<DbCommand> bind, Func<DbDataReader, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken);

    /// <summary>Rows as they come, out of one snapshot, never on the caller's scheduler.</summary>
    IAsyncEnumerable<T> Stream<T>(string sql, Action<DbCommand> bind, Func<DbDataReader, T> read, CancellationToken cancellationToken);
}
