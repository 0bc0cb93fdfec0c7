using Orleans.Storage;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;

namespace Ucm.Storage.GrainStorage;

internal sealed class GrainStates(IStorageWriter writer, IReadPool reads, IGrainStorageSerializer serializer) : IGrainStates
{
    private const string Page = "select key, version, state from grain_state where key > @after and key < @end order by key limit @take";

    private const string One = "select version, state from grain_state where key = @key";

    public async Task<IReadOnlyList<StoredGrainState<T>>> List<T>(string stateName, string? after, int take, CancellationToken cancellationToken)
    {
        var rows = await reads.Scan(
            Page,
            command =>
            {
                // Keys are compared octet by octet, and '}' is what follows '|'.
                command.Set("@after", after ?? $"{stateName}|");
                command.Set("@end", $"{stateName}}}");
                command.Set("@take", take);
            },
            static (reader, token) => reader.ReadAll(static row => (Key: row.GetString(0), Version: row.GetInt64(1), State: row.GetOctets(2)), token),
            cancellationToken);
        return [.. rows.Select(row => new StoredGrainState<T>(row.Key, row.Version, serializer.Deserialize<T>(new BinaryData(row.State))!))];
    }

    public async Task<StoredGrainState<T>?> Find<T>(string stateName, GrainId grain, CancellationToken cancellationToken)
    {
        var key = BatchedGrainStorage.Key(stateName, grain);
        var (version, state) = await reads.Read(
            One,
            command => command.Set("@key", key),
            static async (reader, token) => await reader.ReadAsync(token) ? (reader.GetInt64(0), reader.GetOctets(1)) : default((long, byte[]?)),
            cancellationToken);
        return state is null ? null : new StoredGrainState<T>(key, version, serializer.Deserialize<T>(new BinaryData(state))!);
    }

    public Task<bool> Delete<T>(StoredGrainState<T> stored, CancellationToken cancellationToken) => Clear(stored.Key, stored.Version, null, cancellationToken);

    public Task<bool> Delete<T>(StoredGrainState<T> stored, CommitCompanion companion, CancellationToken cancellationToken) =>
        Clear(stored.Key, stored.Version, companion, cancellationToken);

    public Task<bool> NoteAbsent(string stateName, GrainId grain, CommitCompanion companion, CancellationToken cancellationToken) =>
        Clear(BatchedGrainStorage.Key(stateName, grain), null, companion, cancellationToken);

    private async Task<bool> Clear(string key, long? version, CommitCompanion? companion, CancellationToken cancellationToken) =>
        (await writer.Write(new ClearGrainStateCommand(key, version) { Companion = companion }, cancellationToken)).Written;
}
