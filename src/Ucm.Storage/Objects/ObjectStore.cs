using System.Collections.Immutable;
using System.Data.Common;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Objects;

internal sealed class ObjectStore(IReadPool reads) : IObjectStore
{
    private const string Changes =
        "select kind, name, version, status, content, changed_at, changed_by, change from objects where change > @change order by change";

    private const string Version =
        "select kind, name, version, status, content, changed_at, changed_by, comment from object_versions where kind = @kind and name = @name ";

    private const string VersionsBefore = Version + "and version < @before order by version desc limit @take";
    private const string OneVersion = Version + "and version = @version";

    public Task<ImmutableArray<StoredObject>> ListChanges(long change, CancellationToken cancellationToken) =>
        reads.Read(
            Changes,
            command => command.Set("@change", change),
            static async (reader, token) => await reader.ReadAll(ReadObject, token),
            cancellationToken);

    public Task<ImmutableArray<StoredObjectVersion>> ListVersions(ObjectKey key, long? before, int take, CancellationToken cancellationToken) =>
        reads.Read(
            VersionsBefore,
            command => SetKey(command, key).Set("@before", before ?? long.MaxValue).Set("@take", take),
            static async (reader, token) => await reader.ReadAll(ReadVersion, token),
            cancellationToken);

    public Task<StoredObjectVersion?> FindVersion(ObjectKey key, long version, CancellationToken cancellationToken) =>
        reads.Read(
            OneVersion,
            command => SetKey(command, key).Set("@version", version),
            static async (reader, token) => await reader.ReadAsync(token) ? ReadVersion(reader) : null,
            cancellationToken);

    private static DbCommand SetKey(DbCommand command, ObjectKey key) => command.Set("@kind", key.Kind).Set("@name", key.Name);

    private static StoredObject ReadObject(DbDataReader row) => new(
        new ObjectKey(row.GetString(0), row.GetString(1)),
        row.GetInt64(2),
        (ObjectStatus)row.GetInt32(3),
        row.GetString(4),
        row.GetTime(5),
        row.GetString(6),
        row.GetInt64(7));

    private static StoredObjectVersion ReadVersion(DbDataReader row) => new(
        new ObjectKey(row.GetString(0), row.GetString(1)),
        row.GetInt64(2),
        (ObjectStatus)row.GetInt32(3),
        row.GetString(4),
        row.GetTime(5),
        row.GetString(6),
        row.GetTextOrNull(7));
}
