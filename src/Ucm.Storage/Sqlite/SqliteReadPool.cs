using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

/// <summary>A few read-only connections; who finds none free waits for one.</summary>
internal sealed class SqliteReadPool(SqliteDatabase database) : IReadPool, IDisposable
{
    private const int StreamChunk = 512;
    private static readonly int Size = Math.Clamp(Environment.ProcessorCount * 2, 4, 16);

    private readonly SqliteDatabase database = database;
    private readonly SemaphoreSlim free = new(Size, Size);
    private readonly ConcurrentBag<SqliteStatements> idle = [];

    public async Task<T> Read<T>(
        string sql, Action<DbCommand> bind, Func<DbDataReader, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        await using var lease = await Rent(cancellationToken);
        return await lease.Use(async statements =>
        {
            await using var reader = Execute(statements, sql, bind);
            return await read(reader, cancellationToken);
        });
    }

    // SQLite reads on the calling thread, however its method is called: a long read must not hold a grain's turn.
    public Task<T> Scan<T>(
        string sql, Action<DbCommand> bind, Func<DbDataReader, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) =>
        Task.Run(() => Read(sql, bind, read, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<T> Stream<T>(
        string sql, Action<DbCommand> bind, Func<DbDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var lease = await Rent(cancellationToken);
        await using var reader = await lease.Use(statements => Task.Run(() => Execute(statements, sql, bind), cancellationToken));
        List<T> chunk;
        do
        {
            chunk = await lease.Use(_ => Task.Run(() => NextChunk(reader, read), cancellationToken));
            foreach (var row in chunk)
                yield return row;
        }
        while (chunk.Count == StreamChunk);
    }

    public void Dispose()
    {
        while (idle.TryTake(out var statements))
            statements.Dispose();

        free.Dispose();
    }

    private static List<T> NextChunk<T>(DbDataReader reader, Func<DbDataReader, T> read)
    {
        var rows = new List<T>(StreamChunk);
        while (rows.Count < StreamChunk && reader.Read())
            rows.Add(read(reader));

        return rows;
    }

    private static DbDataReader Execute(SqliteStatements statements, string sql, Action<DbCommand> bind)
    {
        var command = statements[sql];
        bind(command);
        return command.ExecuteReader();
    }

    private async ValueTask<Lease> Rent(CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        return new Lease(this);
    }

    private sealed class Lease(SqliteReadPool pool) : IAsyncDisposable
    {
        private SqliteStatements? statements;
        private bool broken;

        public async Task<T> Use<T>(Func<SqliteStatements, Task<T>> use)
        {
            try
            {
                statements ??= pool.idle.TryTake(out var ready) ? ready : new SqliteStatements(pool.database.OpenReader());
                return await use(statements);
            }
            catch (SqliteException exception)
            {
                broken = true;
                throw new StorageUnavailableException($"The database cannot be read (SQLite error {exception.SqliteExtendedErrorCode}).");
            }
        }

        public ValueTask DisposeAsync()
        {
            if (broken)
                statements?.Dispose();
            else if (statements is not null)
                pool.idle.Add(statements);

            pool.free.Release();
            return ValueTask.CompletedTask;
        }
    }
}
