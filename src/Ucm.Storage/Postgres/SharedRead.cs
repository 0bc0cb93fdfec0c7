using System.Data.Common;
using Npgsql;

namespace Ucm.Storage.Postgres;

/// <summary>A point read in the queue and the promise to its caller.</summary>
internal abstract class SharedRead(string sql, Action<DbCommand> bind)
{
    /// <summary>The clock's timestamp when it came.</summary>
    public long Enqueued { get; set; }

    /// <summary>Its caller has left, or it was answered.</summary>
    public abstract bool IsOver { get; }

    public NpgsqlBatchCommand ToBatchCommand()
    {
        // A parameter belongs to one command at a time.
        using var bound = new NpgsqlCommand();
        bind(bound);
        var parameters = bound.Parameters.ToArray();
        bound.Parameters.Clear();
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }

    /// <summary>Takes the answer from the reader, which stands before the rows of this read.</summary>
    public abstract ValueTask Take(DbDataReader reader);

    public abstract void Fail(Exception fault);
}

/// <summary>A point read that answers <typeparamref name="T"/>.</summary>
internal sealed class SharedRead<T>(string sql, Action<DbCommand> bind, Func<DbDataReader, CancellationToken, ValueTask<T>> read) : SharedRead(sql, bind)
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Completion => completion.Task;

    public override bool IsOver => completion.Task.IsCompleted;

    public override async ValueTask Take(DbDataReader reader) => completion.TrySetResult(await read(reader, CancellationToken.None));

    public override void Fail(Exception fault) => completion.TrySetException(fault);

    public void Leave(CancellationToken cancellationToken) => completion.TrySetCanceled(cancellationToken);
}
