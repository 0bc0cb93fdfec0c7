namespace Ucm.Storage.Writing;

/// <summary>The one way into the database.</summary>
internal interface IStorageWriter
{
    /// <summary>Durable when it completes. Cancelling takes the command back while it waits; once the writer has it, the true outcome is awaited.</summary>
    /// <exception cref="Commits.StorageUnavailableException">The queue is full or the database did not take it.</exception>
    /// <exception cref="Commits.WriteUnconfirmedException">It may have been made.</exception>
    Task<TResult> Write<TResult>(StorageCommand<TResult> command, CancellationToken cancellationToken);
}
