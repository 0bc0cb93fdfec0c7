using Ucm.Storage.Crls;
using Ucm.Storage.Keys;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

internal static class SqliteRowWrites
{
    private const string InsertKey =
        "insert into keys (id, purpose, algorithm, public_key, envelope, created_at) values (@id, @purpose, @algorithm, @public_key, @envelope, @created_at) "
        + "on conflict do nothing";

    // Not only a taken number is refused but any that is not above all others: a publisher that slept must not publish into a gap (RFC 5280 §5.2.3).
    private const string InsertCrl =
        "insert into crls (authority, shard, number, kind, base_number, sequence, entries, this_update, next_update, der) "
        + "select @authority, @shard, @number, @kind, @base_number, @sequence, @entries, @this_update, @next_update, @der "
        + "where not exists (select 1 from crls where authority = @authority and shard = @shard and number >= @number)";

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

    public static Applied PublishCrl(SqliteStatements statements, CrlRow row)
    {
        var published = statements[InsertCrl]
            .Set("@authority", row.Authority.Value)
            .Set("@shard", row.Shard)
            .Set("@number", row.Number)
            .Set("@kind", (long)row.Kind)
            .Set("@base_number", row.BaseNumber)
            .Set("@sequence", row.Sequence)
            .Set("@entries", row.Entries)
            .Set("@this_update", row.ThisUpdate.Microseconds())
            .Set("@next_update", row.NextUpdate.Microseconds())
            .Set("@der", row.Der.Octets())
            .ExecuteNonQuery() == 1;
        return new Applied(published, published);
    }
}
