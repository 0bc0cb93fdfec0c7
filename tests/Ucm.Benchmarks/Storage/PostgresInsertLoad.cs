using System.Security.Cryptography;
using Npgsql;
using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks.Storage;

/// <summary>The rows of a certificate (itself, its bytes, its audit row, its event), inserted once and for all by multi-row statements: what the server can take at most.</summary>
internal sealed class PostgresInsertLoad(int connections, int batch) : ILoad
{
    private const string Sql = """
        with u as materialized (select * from unnest($1, $2, $3, $4) as u(serial, request, hash, content)),
        c as (insert into certificates (authority, serial, request_id, request_hash, status, profile, subject, names, search, not_before, not_after, created_at, requester,
            public_key_hash, tbs_hash)
            select 'issuing', serial, request, hash, 1, 'tls-server', 'CN=bench.example', '[["dns","bench.example"]]', 'cn=bench.example', 1, 2, 3, 'user:bench', hash, hash
            from u returning id, request_id),
        b as (insert into certificate_bytes (id, content) select c.id, u.content from c join u on u.request = c.request_id),
        a as (insert into audit (at, actor, address, action, target, detail)
            select 1, 'user:bench', '192.0.2.1', 'certificate.issue', request, '{"profile":"tls-server"}' from u)
        insert into outbox (at, kind, payload) select 1, 'certificate.issued', '{"id":"issuing"}' from u
        """;

    private StorageDatabase? database;
    private NpgsqlDataSource? source;

    public string Name => $"PostgreSQL, the same rows inserted {batch} at a time, {connections} connections";

    public string Unit => "certificates/s";

    public async Task Prepare(CancellationToken cancellationToken)
    {
        database = await StorageDatabase.Create(connections);
        source = NpgsqlDataSource.Create(database.ConnectionString);
    }

    public async Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken) => batch * await ClosedLoop.Rate(connections, duration, Insert);

    public async ValueTask DisposeAsync()
    {
        if (source is not null)
            await source.DisposeAsync();

        if (database is not null)
            await database.DisposeAsync();

        (source, database) = (null, null);
    }

    private async Task Insert()
    {
        var serials = Enumerable.Range(0, batch).Select(_ => Serial()).ToArray();
        await using var command = source!.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = serials });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(serials, serial => "bench:" + Convert.ToHexString(serial)) });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(serials, _ => RandomNumberGenerator.GetBytes(32)) });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(serials, _ => RandomNumberGenerator.GetBytes(800)) });
        await command.ExecuteNonQueryAsync();
    }

    private static byte[] Serial()
    {
        var octets = RandomNumberGenerator.GetBytes(20);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(octets, TimeProvider.System.GetUtcNow().UtcTicks);
        return octets;
    }
}
