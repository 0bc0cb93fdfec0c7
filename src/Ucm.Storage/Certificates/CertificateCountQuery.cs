using System.Data.Common;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Certificates;

/// <summary>The dashboard's numbers, each from a partial index that holds just what is counted.</summary>
internal static class CertificateCountQuery
{
    public const string Sql =
        "select (select count(*) from certificates where status = 1 and not_after > @now), "
        + "(select count(*) from certificates where status = 1 and not_after > @now and not_after <= @soon), "
        + "(select count(*) from certificates where status = 1 and not_after <= @now), "
        + "(select count(*) from certificates where status in (2, 3, 4) and status <> 4), "
        + "(select count(*) from certificates where status in (1, 2, 3) and created_at > @yesterday)";

    public static void Bind(DbCommand command, DateTimeOffset now) => command
        .Set("@now", now.Microseconds())
        .Set("@soon", now.AddDays(30).Microseconds())
        .Set("@yesterday", now.AddDays(-1).Microseconds());

    public static async ValueTask<CertificateCounts> Read(DbDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        return new CertificateCounts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }
}
