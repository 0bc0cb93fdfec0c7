using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Objects;

namespace Ucm.Storage.Objects;

/// <summary>
/// Reads the tables <c>objects</c> and <c>object_versions</c>, which <see cref="Commits.ObjectRow"/> fills in the transaction that changes an object's grain.
/// Throws <see cref="Commits.StorageUnavailableException"/> when the database is not available.
/// </summary>
public interface IObjectStore
{
    /// <summary>All that changed after <paramref name="change"/> (0: all there are), in the order of the changes, deleted ones included.</summary>
    Task<ImmutableArray<StoredObject>> ListChanges(long change, CancellationToken cancellationToken);

    /// <summary>Versions of one object, newest first, those before <paramref name="before"/> (null: from the newest).</summary>
    Task<ImmutableArray<StoredObjectVersion>> ListVersions(ObjectKey key, long? before, int take, CancellationToken cancellationToken);

    Task<StoredObjectVersion?> FindVersion(ObjectKey key, long version, CancellationToken cancellationToken);
}
