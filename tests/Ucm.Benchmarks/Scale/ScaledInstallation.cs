using System.Buffers.Binary;
using Npgsql;
using Ucm.Benchmarks.Servers;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Signing;
using Ucm.Pki.X509;
using Ucm.TestHosting;

namespace Ucm.Benchmarks.Scale;

/// <summary>A node on PostgreSQL whose authority <c>issuing</c> has so many certificates already, made by the database itself: 94 % good, 5 % revoked, 1 % expired; with the index of <c>deploy/sql/text-search.sql</c>.</summary>
internal sealed class ScaledInstallation : IServerProcess
{
    private const int Chunk = 250_000;

    private const string Certificates = """
        insert into certificates (authority, serial, request_id, request_hash, status, profile, subject, names, search, not_before, not_after, created_at,
            requester, public_key_hash, tbs_hash, revoked_at, revocation_reason, revocation_sequence)
        select 'issuing', int4send((1073741824 + (@now / 1000000 - 7776000 + 7776000::bigint * (i - 1) / @rows) / 4)::integer) || substr(sha256(int8send(i)), 1, 16), 'fill:' || i, sha256(int8send(-i)),
            case when i % 20 = 0 then 2 else 1 end, case when i % 10 = 0 then 'email' else 'tls-server' end, 'CN=host' || i || '.example',
            '[["dns","host' || i || '.example"]]', 'cn=host' || i || '.example' || chr(10) || 'host' || i || '.example' || chr(10) || encode(sha256(int8send(i)), 'hex'),
            @now - 86400000000 * (i % 90), @now + (case when i % 100 = 1 then -1 else 1 end) * 86400000000 * (1 + i % 90), @now - 86400000000 * (i % 90),
            'user:bench', sha256(int8send(i)), sha256(int8send(i)),
            case when i % 20 = 0 then @now end, case when i % 20 = 0 then 4 end, case when i % 20 = 0 then i / 20 end
        from generate_series(@first, @last) i
        """;

    // 800 octets that do not compress, as a certificate's do not; the same for all, computed once a chunk.
    private const string Bytes = """
        insert into certificate_bytes (id, content)
        select c.id, (select string_agg(sha256(int8send(n)), '') from generate_series(0, 24) n) from certificates c
        where c.id > coalesce((select max(id) from certificate_bytes), 0) and c.request_id like 'fill:%'
        """;

    private const string Revocations = """
        insert into revocations (sequence, authority, serial, reason, revoked_at, recorded_at)
        select (select value from counters where name = 'revocations') + row_number() over (order by id), authority, serial, 4, revoked_at, revoked_at
        from certificates where request_id like 'fill:%' and status = 2;
        update counters set value = (select coalesce(max(sequence), 0) from revocations) where name = 'revocations';
        insert into certificate_counts as c (kind, hour, shard, amount)
        select kind, hour, 15, count(*) from (
            select case when status = 1 then 1 else 2 end as kind, not_after / 3600000000 as hour from certificates where request_id like 'fill:%'
            union all select 3, created_at / 3600000000 from certificates where request_id like 'fill:%') counted
        group by kind, hour on conflict (kind, hour, shard) do update set amount = c.amount + excluded.amount;
        set maintenance_work_mem = '2GB';
        create extension if not exists pg_trgm;
        create index certificates_search on certificates using gin (search gin_trgm_ops);
        vacuum (analyze) certificates;
        vacuum (analyze) certificate_bytes;
        """;

    private readonly Func<Task<PostgresServer>> server;
    private readonly int rows;
    private string? connectionString;
    private Task? filled;
    private Task<byte[][]>? requests;

    public ScaledInstallation(Func<Task<PostgresServer>> server, int rows)
    {
        (this.server, this.rows) = (server, rows);
        Product = new ProductServer(postgres: Database);
    }

    public string Label => $"{rows:N0} certificates";

    public ProductServer Product { get; }

    public int ProcessId => Product.ProcessId;

    /// <summary>Starts the node, which makes schema and authorities, then fills the tables.</summary>
    public Task Start() => filled ??= Fill();

    /// <summary>
    /// OCSP requests for certificates spread over the whole table. They get serials with the tag that the product gives, which the database could not make when it
    /// made the rows; everything else about them stays. Made once: the loads share them out.
    /// </summary>
    public Task<byte[][]> OcspRequests(int count) => requests ??= MakeOcspRequests(count);

    private async Task<byte[][]> MakeOcspRequests(int count)
    {
        using var issuer = await Product.Issuer();
        using var master = MasterKeyFile.OpenOrCreate(Path.Combine(Product.DataDirectory, "master.key"));
        var tagKey = new SerialTagKeys(master).Of(AuthorityId.Parse("issuing"));
        await using var connection = await Open();
        var chosen = await Chosen(connection, count);
        var serials = chosen.Select(row => SerialNumbers.Next(new PastClock(row.Serial), tagKey.AsSpan())).ToArray();
        await using var update = new NpgsqlCommand("update certificates c set serial = u.serial from unnest(@ids, @serials) u(id, serial) where c.id = u.id", connection);
        update.Parameters.AddWithValue("ids", chosen.Select(row => row.Id).ToArray());
        update.Parameters.AddWithValue("serials", serials);
        await update.ExecuteNonQueryAsync();
        Random.Shared.Shuffle(serials);
        return [.. serials.Select(serial => Ocsp.OcspRequests.Encode(serial, issuer))];
    }

    private async Task<List<(long Id, byte[] Serial)>> Chosen(NpgsqlConnection connection, int count)
    {
        await using var command = new NpgsqlCommand(
            "select id, serial from certificates where request_id = any(select 'fill:' || (1 + (n * (@rows::bigint - 1) / @count)) from generate_series(1, @count) n)", connection);
        command.Parameters.AddWithValue("rows", rows);
        command.Parameters.AddWithValue("count", count);
        var chosen = new List<(long, byte[])>(count);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            chosen.Add((reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));

        return chosen;
    }

    public ValueTask DisposeAsync() => Product.DisposeAsync();

    private async Task<string> Database() => connectionString ??= await (await server()).CreateDatabase();

    private async Task<NpgsqlConnection> Open()
    {
        var connection = new NpgsqlConnection($"{await Database()};Pooling=false;Command Timeout=0");
        await connection.OpenAsync();
        return connection;
    }

    private async Task Fill()
    {
        await Product.Start();
        await using var connection = await Open();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        await Run(connection, "alter table certificates set (autovacuum_enabled = off); alter table certificate_bytes set (autovacuum_enabled = off)");
        for (var first = 1; first <= rows; first += Chunk)
        {
            await using var command = new NpgsqlCommand(Certificates, connection);
            command.Parameters.AddWithValue("first", first);
            command.Parameters.AddWithValue("last", Math.Min(rows, first + Chunk - 1));
            command.Parameters.AddWithValue("now", now);
            command.Parameters.AddWithValue("rows", (long)rows);
            await command.ExecuteNonQueryAsync();
            await Run(connection, Bytes);
            Console.WriteLine($"  filled {Math.Min(rows, first + Chunk - 1):N0} of {rows:N0}");
        }

        Console.WriteLine("  indexing");
        foreach (var statement in Revocations.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            await Run(connection, statement);

        await Run(connection, "alter table certificates reset (autovacuum_enabled); alter table certificate_bytes reset (autovacuum_enabled)");
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The time that a serial begins with.</summary>
    private sealed class PastClock(byte[] serial) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds((long)(BinaryPrimitives.ReadUInt32BigEndian(serial) & 0x3fff_ffff) << 2);
    }
}
