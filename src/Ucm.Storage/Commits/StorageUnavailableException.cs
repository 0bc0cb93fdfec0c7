namespace Ucm.Storage.Commits;

/// <summary>The database cannot be reached, is full, or its write queue is; nothing was changed. Never crosses a grain boundary.</summary>
public class StorageUnavailableException : Exception
{
    public StorageUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
