using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Storage.Certificates;

namespace Ucm.Benchmarks.Storage;

/// <summary>A database with many certificates, made by the database itself: 94 % good, 5 % revoked, 1 % expired, under one authority.</summary>
internal sealed class FilledDatabase(int rows) : IAsyncDisposable
{
    private const string Fill = """
        with recursive n(i) as (select 1 union all select i + 1 from n where i < @rows)
        insert into certificates (authority, serial, request_id, request_hash, status, profile, subject, names, search, not_before, not_after, created_at,
            requester, public_key_hash, tbs_hash, revoked_at, revocation_reason, revocation_sequence)
        select 'issuing', unhex(printf('01%014x', i)) || randomblob(12), 'fill:' || i, randomblob(32), iif(i % 20 = 0, 2, 1),
            iif(i % 10 = 0, 'email', 'tls-server'), 'CN=host' || i || '.example', json_array(json_array('dns', 'host' || i || '.example')),
            'cn=host' || i || '.example' || char(10) || 'host' || i || '.example' || char(10) || hex(randomblob(20)),
            @now, @now + iif(i % 100 = 1, -1, 1) * 86400000000 * (1 + i % 90), @now - (@rows - i) * 1000000, 'user:bench', randomblob(32), randomblob(32),
            iif(i % 20 = 0, @now, null), iif(i % 20 = 0, 4, null), iif(i % 20 = 0, i, null)
        from n;
        insert into certificate_bytes (id, content) select id, randomblob(800) from certificates;
        """;

    private readonly StorageDatabase database = StorageDatabase.OnSqlite();
    private bool filled;
    private bool disposed;

    public IServiceProvider Services => database.Services;

    public ICertificateStore Certificates => Services.GetRequiredService<ICertificateStore>();

    public void EnsureFilled()
    {
        if (filled)
            return;

        filled = true;
        using var connection = new SqliteConnection(database.ConnectionString + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Fill;
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("@rows", rows);
        command.Parameters.AddWithValue("@now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        if (!disposed)
            await database.DisposeAsync();

        disposed = true;
    }
}
