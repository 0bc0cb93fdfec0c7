using Ucm.Storage.Writing;

namespace Ucm.Storage.GrainStorage;

/// <summary>Writes a state if the row still has <paramref name="Expected"/> (null: if there is no row).</summary>
internal sealed record WriteGrainStateCommand(string Key, long? Expected, long Next, ReadOnlyMemory<byte> State) : StorageCommand<GrainStateVerdict>;

/// <summary>Deletes a state if the row still has <paramref name="Expected"/> (null: if there is no row).</summary>
internal sealed record ClearGrainStateCommand(string Key, long? Expected) : StorageCommand<GrainStateVerdict>;

/// <summary><paramref name="Stored"/> is the version found in the database when it was not the expected one.</summary>
internal sealed record GrainStateVerdict(bool Written, long? Stored);
