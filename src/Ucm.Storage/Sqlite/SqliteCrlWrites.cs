using Ucm.Storage.Crls;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

internal static class SqliteCrlWrites
{
    private const string InsertBuild = "insert into crl_builds (build, started_at) values (@build, @at)";

    private const string InsertPart = "insert into crl_parts (build, part, content) values (@build, @part, @content)";

    // Not only a taken number is refused but any that is not above all others: a publisher that slept must not publish into a gap (RFC 5280 §5.2.3),
    // nor one whose build was taken for abandoned meanwhile.
    private const string Insert =
        "insert into crls (authority, shard, number, kind, base_number, sequence, entries, this_update, next_update, build, size, hash, made_at, number_offset, names_delta) "
        + "select @authority, @shard, @number, @kind, @base_number, @sequence, @entries, @this_update, @next_update, @build, @size, @hash, @made_at, @number_offset, @names_delta "
        + "where exists (select 1 from crl_builds where build = @build) "
        + "and not exists (select 1 from crls where authority = @authority and shard = @shard and number >= @number) "
        + "and (@follows is null or not exists (select 1 from crls where authority = @authority and shard = @shard and number > @follows))";

    // Two of each kind stay; a build that no row names was abandoned, by a crash or because another publisher won.
    private const string Forget =
        "delete from crl_builds where build in (select o.build from crls o where o.authority = @authority and o.shard = @shard and "
        + "(select count(*) from crls n where n.authority = o.authority and n.shard = o.shard and n.kind = o.kind and n.number > o.number) >= 2) "
        + "or (started_at < @before and build not in (select build from crls))";

    private const string Sweep = "delete from crl_parts where build not in (select build from crl_builds)";

    public static Applied Begin(SqliteStatements statements, BeginCrlCommand begin)
    {
        statements[InsertBuild].Set("@build", begin.Build).Set("@at", begin.At.Microseconds()).ExecuteNonQuery();
        return new Applied(true, true);
    }

    public static Applied Append(SqliteStatements statements, AppendCrlPartCommand append)
    {
        statements[InsertPart].Set("@build", append.Build).Set("@part", (long)append.Part).Set("@content", append.Content).ExecuteNonQuery();
        return new Applied(true, true);
    }

    public static Applied Publish(SqliteStatements statements, CrlRow row)
    {
        var published = statements[Insert]
            .SetScope(row.Scope)
            .Set("@number", row.Number)
            .Set("@kind", (long)row.Kind)
            .Set("@base_number", row.BaseNumber)
            .Set("@sequence", row.Sequence)
            .Set("@entries", row.Entries)
            .Set("@this_update", row.ThisUpdate.Microseconds())
            .Set("@next_update", row.NextUpdate.Microseconds())
            .Set("@build", row.Content.Build)
            .Set("@size", row.Content.Size)
            .Set("@hash", row.Content.Hash.Octets())
            .Set("@made_at", row.MadeAt?.Microseconds())
            .Set("@number_offset", row.OffsetText)
            .Set("@names_delta", row.NamesDelta ? 1L : 0L)
            .Set("@follows", row.Follows)
            .ExecuteNonQuery() == 1;
        return new Applied(published, published);
    }

    public static Applied Prune(SqliteStatements statements, PruneCrlsCommand prune)
    {
        statements[Forget].SetScope(prune.Scope).Set("@before", prune.AbandonedBefore.Microseconds()).ExecuteNonQuery();
        statements[Sweep].ExecuteNonQuery();
        return new Applied(true, false);
    }
}
