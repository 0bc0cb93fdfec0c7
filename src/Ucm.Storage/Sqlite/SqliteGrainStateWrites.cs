using System.Runtime.InteropServices;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

internal static class SqliteGrainStateWrites
{
    private const string Insert = "insert into grain_state (key, version, state) values (@key, @next, @state) on conflict do nothing";
    private const string Update = "update grain_state set version = @next, state = @state where key = @key and version = @expected";
    private const string Delete = "delete from grain_state where key = @key and version = @expected";
    private const string Stored = "select version from grain_state where key = @key";

    public static Applied Write(SqliteStatements statements, WriteGrainStateCommand write)
    {
        var command = statements[write.Expected is null ? Insert : Update].Set("@key", write.Key).Set("@next", write.Next).Set("@state", Octets(write.State));
        if (write.Expected is not null)
            command.Set("@expected", write.Expected);

        return command.ExecuteNonQuery() == 1 ? Done : Refused(statements, write.Key);
    }

    public static Applied Clear(SqliteStatements statements, ClearGrainStateCommand clear)
    {
        if (clear.Expected is not null)
        {
            var deleted = statements[Delete].Set("@key", clear.Key).Set("@expected", clear.Expected).ExecuteNonQuery() == 1;
            return deleted ? Done : Refused(statements, clear.Key);
        }

        return Version(statements, clear.Key) is null ? Done : Refused(statements, clear.Key);
    }

    private static Applied Done => new(new GrainStateVerdict(true, null), true);

    private static Applied Refused(SqliteStatements statements, string key) => new(new GrainStateVerdict(false, Version(statements, key)), false);

    private static long? Version(SqliteStatements statements, string key) => statements[Stored].Set("@key", key).ExecuteScalar() as long?;

    private static byte[] Octets(ReadOnlyMemory<byte> state) =>
        MemoryMarshal.TryGetArray(state, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : state.ToArray();
}
