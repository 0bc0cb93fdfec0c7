using Ucm.Storage.Keys;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

internal static class SqliteRowWrites
{
    private const string InsertKey =
        "insert into keys (id, purpose, algorithm, public_key, envelope, created_at) values (@id, @purpose, @algorithm, @public_key, @envelope, @created_at) "
        + "on conflict do nothing";

    public static Applied AddKey(SqliteStatements statements, KeyRow row)
    {
        var added = statements[InsertKey]
            .Set("@id", row.Id)
            .Set("@purpose", row.Purpose)
            .Set("@algorithm", row.Algorithm)
            .Set("@public_key", row.PublicKey.Octets())
            .Set("@envelope", row.Envelope.Octets())
            .Set("@created_at", row.CreatedAt.Microseconds())
            .ExecuteNonQuery() == 1;
        return new Applied(added, added);
    }
}
