namespace Ucm.Storage.GrainStorage;

/// <summary>All states of one name, for who looks after them. Of the provider <see cref="GrainStorageNames.Audited"/>.</summary>
public interface IGrainStates
{
    /// <summary>In the order of their keys, those after a key (null: from the first one).</summary>
    Task<IReadOnlyList<StoredGrainState<T>>> List<T>(string stateName, string? after, int take, CancellationToken cancellationToken);

    /// <summary>Deletes it, unless somebody has written it since.</summary>
    /// <returns>False when somebody has.</returns>
    Task<bool> Delete<T>(StoredGrainState<T> stored, CancellationToken cancellationToken);
}

/// <param name="Key">The row's: of the state's name and the grain's id.</param>
public sealed record StoredGrainState<T>(string Key, long Version, T State);
