using System.Collections.Immutable;
using System.Data.Common;

namespace Ucm.Storage.Reading;

internal static class DbReaderExtensions
{
    public static async ValueTask<ImmutableArray<T>> ReadAll<T>(this DbDataReader reader, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = ImmutableArray.CreateBuilder<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));

        return rows.DrainToImmutable();
    }
}
