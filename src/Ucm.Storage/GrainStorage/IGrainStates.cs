using Ucm.Storage.Commits;

namespace Ucm.Storage.GrainStorage;

/// <summary>All states of one name, for who looks after them. Of the provider <see cref="GrainStorageNames.Audited"/>.</summary>
public interface IGrainStates
{
    /// <summary>In the order of their keys, those after a key (null: from the first one).</summary>
    Task<IReadOnlyList<StoredGrainState<T>>> List<T>(string stateName, string? after, int take, CancellationToken cancellationToken);

    /// <summary>The state of one grain; null when there is none. Does not wake the grain.</summary>
    Task<StoredGrainState<T>?> Find<T>(string stateName, GrainId grain, CancellationToken cancellationToken);

    /// <summary>Deletes it, unless somebody has written it since.</summary>
    /// <returns>False when somebody has.</returns>
    Task<bool> Delete<T>(StoredGrainState<T> stored, CancellationToken cancellationToken);

    /// <summary>Deletes it together with what the companion says (law 5), unless somebody has written it since.</summary>
    /// <returns>False when somebody has: nothing of both was done.</returns>
    Task<bool> Delete<T>(StoredGrainState<T> stored, CommitCompanion companion, CancellationToken cancellationToken);

    /// <summary>Does what the companion says, unless the grain has a state.</summary>
    /// <returns>False when it has one.</returns>
    Task<bool> NoteAbsent(string stateName, GrainId grain, CommitCompanion companion, CancellationToken cancellationToken);
}

/// <param name="Key">The row's: of the state's name and the grain's id.</param>
public sealed record StoredGrainState<T>(string Key, long Version, T State);
