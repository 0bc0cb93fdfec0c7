using Microsoft.Data.Sqlite;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Signing;
using Ucm.Pki.X509;

namespace Ucm.Benchmarks.Ocsp;

/// <summary>Rows of certificates in a stopped product's database, with serials as issuance makes them, and those serials in a file.</summary>
internal static class IssuedRows
{
    private const string Statement = """
        with recursive n(i) as (select 1 union all select i + 1 from n where i < @rows)
        insert into certificates (authority, serial, request_id, request_hash, status, profile, subject, names, search, not_before, not_after, created_at,
            requester, public_key_hash, tbs_hash, revoked_at, revocation_reason, revocation_sequence)
        select 'issuing', next_serial(i), 'fill:' || i, zeroblob(32), 1, 'tls-server', 'CN=host' || i || '.example', '[]', '', @now, @now + 90 * 86400000000, @now,
            'user:bench', randomblob(32), zeroblob(32), null, null, null
        from n
        """;

    public static void Fill(string dataDirectory, int rows, string serialsFile)
    {
        using var master = MasterKeyFile.OpenOrCreate(Path.Combine(dataDirectory, "master.key"));
        var tagKey = new SerialTagKeys(master).Of(AuthorityId.Parse("issuing"));
        using var serials = File.Create(serialsFile);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(dataDirectory, "ucm.db")};Pooling=False");
        connection.Open();
        connection.CreateFunction("next_serial", (long _) =>
        {
            var serial = SerialNumbers.Next(TimeProvider.System, tagKey.AsSpan());
            serials.Write(serial);
            return serial;
        });
        using var command = connection.CreateCommand();
        command.CommandText = Statement;
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("@rows", rows);
        command.Parameters.AddWithValue("@now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
        command.ExecuteNonQuery();
    }
}
