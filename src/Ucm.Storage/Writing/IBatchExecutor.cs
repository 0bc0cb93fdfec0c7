namespace Ucm.Storage.Writing;

/// <summary>Applies a batch in one transaction on one database. Used by one writer at a time.</summary>
internal interface IBatchExecutor : IAsyncDisposable
{
    /// <summary>
    /// When it returns, everything that succeeded is durable and each unit has its outcome; a unit that failed left nothing behind and did not
    /// disturb the others. When it throws, nothing of the batch was written; the next call starts afresh.
    /// </summary>
    /// <exception cref="Commits.WriteUnconfirmedException">The commit was on its way and nobody knows.</exception>
    Task Execute(IReadOnlyList<WriteUnit> batch);
}
