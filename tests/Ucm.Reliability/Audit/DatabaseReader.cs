using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using Ucm.Reliability.Status;

namespace Ucm.Reliability.Audit;

/// <summary>Reads tables by SQL of our own, past everything of the server (docs/storage.md has the columns).</summary>
internal sealed class DatabaseReader(string target) : IAsyncDisposable
{
    private const string Issued = "certificates as c join certificate_bytes as b on b.id = c.id where c.created_at >= @since";
    private readonly DbConnection connection = target.StartsWith("sqlite:", StringComparison.Ordinal)
        ? new SqliteConnection($"Data Source={target["sqlite:".Length..]};Mode=ReadOnly;Pooling=False")
        : new NpgsqlConnection(target + ";Pooling=false;Command Timeout=300");

    /// <param name="since">Rows of earlier runs are left out; microseconds since 1970.</param>
    public async Task<DatabaseSnapshot> Read(long since, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        try
        {
            // One transaction: the four tables are of one moment.
            await using var transaction = connection is SqliteConnection sqlite
                ? sqlite.BeginTransaction(deferred: true)
                : await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            return new DatabaseSnapshot(
                await Rows($"select c.authority, c.serial, c.request_id, c.status, c.requester, b.content, c.revoked_at, c.revocation_reason, c.revocation_sequence from {Issued}", since, Certificate, cancellationToken),
                await Rows("select sequence, authority, serial, reason, revoked_at from revocations where recorded_at >= @since", since, Revocation, cancellationToken),
                await Rows("select action, target from audit where at >= @since and target like 'certificate:%'", since, Audited, cancellationToken),
                await Rows("select kind, cast(payload as text) from outbox where at >= @since and kind like 'certificate.%'", since, Event, cancellationToken));
        }
        finally
        {
            await connection.CloseAsync();
        }
    }

    /// <summary>How many issuances are begun and not ended.</summary>
    public async Task<long> CountReserved(long since, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        try
        {
            await using var command = Command("select count(*) from certificates where status = 0 and created_at >= @since", since);
            return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), null);
        }
        finally
        {
            await connection.CloseAsync();
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<List<T>> Rows<T>(string sql, long since, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, since);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));

        return rows;
    }

    private DbCommand Command(string sql, long since)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@since", since);
        command.Parameters.Add(parameter);
        return command;
    }

    private static CertificateRow Certificate(DbDataReader row) => new(
        row.GetString(0),
        Serials.ToHex(row.GetFieldValue<byte[]>(1)),
        row.GetString(2),
        Convert.ToInt32(row.GetValue(3), null),
        row.GetString(4),
        row.GetFieldValue<byte[]>(5),
        Number(row, 6),
        (int?)Number(row, 7),
        Number(row, 8));

    private static RevocationRow Revocation(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), Serials.ToHex(row.GetFieldValue<byte[]>(2)), Convert.ToInt32(row.GetValue(3), null), row.GetInt64(4));

    private static JournalRow Audited(DbDataReader row) => new(row.GetString(0), row.GetString(1)["certificate:".Length..]);

    private static JournalRow Event(DbDataReader row)
    {
        using var payload = JsonDocument.Parse(row.GetString(1));
        return new JournalRow(row.GetString(0), payload.RootElement.TryGetProperty("certificate", out var certificate) ? certificate.GetString() ?? "" : "");
    }

    private static long? Number(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : Convert.ToInt64(row.GetValue(ordinal), null);
}
