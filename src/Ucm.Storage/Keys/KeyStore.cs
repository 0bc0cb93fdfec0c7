using Ucm.Storage.Commits;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Keys;

internal sealed class KeyStore(IStorageWriter writer, IReadPool reads) : IKeyStore
{
    private const string ById = "select id, purpose, algorithm, public_key, envelope, created_at from keys where id = @id";

    public Task<bool> Add(KeyRow row, CommitCompanion companion, CancellationToken cancellationToken) =>
        writer.Write(new AddKeyCommand(row) { Companion = companion }, cancellationToken);

    public Task<KeyRow?> Find(string id, CancellationToken cancellationToken) =>
        reads.Read(
            ById,
            command => command.Set("@id", id),
            static async (reader, token) => await reader.ReadAsync(token)
                ? new KeyRow(
                    reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetImmutable(3), reader.GetImmutable(4), reader.GetTime(5))
                : null,
            cancellationToken);
}
