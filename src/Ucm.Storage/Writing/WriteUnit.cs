namespace Ucm.Storage.Writing;

/// <summary>A command in the queue and the promise to its caller. The caller may take it back until the writer has claimed it, never after.</summary>
internal sealed class WriteUnit(StorageCommand command, long enqueued = 0)
{
    private const int Queued = 0;
    private const int Claimed = 1;
    private const int Withdrawn = 2;

    private readonly TaskCompletionSource<object?> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int state;
    private object? result;
    private Exception? fault;

    public StorageCommand Command => command;

    /// <summary>The clock's timestamp when it came.</summary>
    public long Enqueued => enqueued;

    public Task<object?> Completion => completion.Task;

    public bool TryClaim() => Interlocked.CompareExchange(ref state, Claimed, Queued) == Queued;

    public void Withdraw(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref state, Withdrawn, Queued) == Queued)
            completion.TrySetCanceled(cancellationToken);
    }

    /// <summary>Noted by the executor; told to the caller by <see cref="Acknowledge"/>, after the commit.</summary>
    public void Succeed(object? value) => (result, fault) = (value, null);

    public void Fail(Exception exception) => fault = exception;

    public void Acknowledge()
    {
        if (fault is null)
            completion.TrySetResult(result);
        else
            completion.TrySetException(fault);
    }
}
