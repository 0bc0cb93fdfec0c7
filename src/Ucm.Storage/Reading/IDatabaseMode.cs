namespace Ucm.Storage.Reading;

/// <summary>Whether the database takes writes; a reader's own session never says so.</summary>
internal interface IDatabaseMode
{
    /// <summary>False when it cannot be asked: that the database is away is said by whoever needs it.</summary>
    Task<bool> IsReadOnly(CancellationToken cancellationToken);
}
