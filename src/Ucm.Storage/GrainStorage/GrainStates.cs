using Orleans.Storage;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;

namespace Ucm.Storage.GrainStorage;

internal sealed class GrainStates(IStorageWriter writer, IReadPool reads, IGrainStorageSerializer serializer) : IGrainStates
{
    private const string Page = "select key, version, state from grain_state where key > @after and key < @end order by key limit @take";

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

    public async Task<bool> Delete<T>(StoredGrainState<T> stored, CancellationToken cancellationToken) =>
        (await writer.Write(new ClearGrainStateCommand(stored.Key, stored.Version), cancellationToken)).Written;
}
