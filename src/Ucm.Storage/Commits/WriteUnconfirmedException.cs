namespace Ucm.Storage.Commits;

/// <summary>The commit was on its way and nobody knows what became of it: the change was made, or it was not. Who asks again, or reads, finds out.</summary>
public sealed class WriteUnconfirmedException(Exception? inner = null) : StorageUnavailableException("The database did not confirm the write.", inner);
