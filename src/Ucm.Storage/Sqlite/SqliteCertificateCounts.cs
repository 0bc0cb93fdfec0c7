using System.Data.Common;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

/// <summary>Counts each time, from partial indexes that hold just what is counted.</summary>
internal sealed class SqliteCertificateCounts(IReadPool reads) : ICertificateCounts
{
    private const string Sql =
        "select (select count(*) from certificates where status = 1 and is_system = 0 and not_after > @now), "
        + "(select count(*) from certificates where status = 1 and is_system = 0 and not_after > @now and not_after <= @soon), "
        + "(select count(*) from certificates where status = 1 and is_system = 0 and not_after <= @now), "
        + "(select count(*) from certificates where status in (2, 3, 4) and status <> 4 and is_system = 0), "
        + "(select count(*) from certificates where status in (1, 2, 3) and is_system = 0 and created_at > @yesterday)";

    public Task<CertificateCounts> Count(DateTimeOffset now, CancellationToken cancellationToken) => reads.Scan(
        Sql,
        command => command
            .Set("@now", now.Microseconds())
            .Set("@soon", now.AddDays(30).Microseconds())
            .Set("@yesterday", now.AddDays(-1).Microseconds()),
        Read,
        cancellationToken);

    private static async ValueTask<CertificateCounts> Read(DbDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        return new CertificateCounts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }
}
