using System.Collections.Immutable;
using System.Data.Common;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Keys;

internal sealed class KeyStore(IStorageWriter writer, IReadPool reads) : IKeyStore
{
    private const string Columns = "select id, purpose, algorithm, public_key, envelope, created_at from keys where ";
    private const string ById = Columns + "id = @id";
    private const string ByPublicKey = Columns + "purpose = 'authority' and public_key = @public_key";

    public Task<bool> Add(KeyRow row, CommitCompanion companion, CancellationToken cancellationToken) =>
        writer.Write(new AddKeyCommand(row) { Companion = companion }, cancellationToken);

    public Task<KeyRow?> Find(string id, CancellationToken cancellationToken) =>
        reads.Read(ById, command => command.Set("@id", id), ReadOne, cancellationToken);

    public Task<KeyRow?> FindAuthority(ImmutableArray<byte> publicKey, CancellationToken cancellationToken) =>
        reads.Read(ByPublicKey, command => command.Set("@public_key", publicKey.Octets()), ReadOne, cancellationToken);

    private static async ValueTask<KeyRow?> ReadOne(DbDataReader reader, CancellationToken cancellationToken) => await reader.ReadAsync(cancellationToken)
        ? new KeyRow(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetImmutable(3), reader.GetImmutable(4), reader.GetTime(5))
        : null;
}
