using System.Data.Common;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Postgres;

/// <summary>
/// Sums what <see cref="PostgresCounts"/> kept, and counts rows only within the hours that a boundary cuts. Exact, but for those issued in the last 24 hours, which
/// begin with a full hour.
/// </summary>
internal sealed class PostgresCertificateCounts(IReadPool reads) : ICertificateCounts
{
    // Valid after a time: the whole hours after it, and from the index the rest of its own hour.
    private const string Sql =
        "select coalesce((select sum(amount) from certificate_counts where kind = 1), 0)::bigint, "
        + "coalesce((select sum(amount) from certificate_counts where kind = 1 and hour > @now_hour), 0)::bigint, "
        + "(select count(*) from certificates where status = 1 and not_after > @now and not_after < (@now_hour + 1) * 3600000000), "
        + "coalesce((select sum(amount) from certificate_counts where kind = 1 and hour > @soon_hour), 0)::bigint, "
        + "(select count(*) from certificates where status = 1 and not_after > @soon and not_after < (@soon_hour + 1) * 3600000000), "
        + "coalesce((select sum(amount) from certificate_counts where kind = 2), 0)::bigint, "
        + "coalesce((select sum(amount) from certificate_counts where kind = 3 and hour >= @yesterday_hour), 0)::bigint";

    public Task<CertificateCounts> Count(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var soon = now.AddDays(30).Microseconds();
        return reads.Scan(
            Sql,
            command => command
                .Set("@now", now.Microseconds())
                .Set("@now_hour", now.Microseconds() / PostgresCounts.Hour)
                .Set("@soon", soon)
                .Set("@soon_hour", soon / PostgresCounts.Hour)
                .Set("@yesterday_hour", now.AddDays(-1).Microseconds() / PostgresCounts.Hour),
            Read,
            cancellationToken);
    }

    private static async ValueTask<CertificateCounts> Read(DbDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        var good = reader.GetInt64(0);
        var valid = reader.GetInt64(1) + reader.GetInt64(2);
        var later = reader.GetInt64(3) + reader.GetInt64(4);
        return new CertificateCounts(valid, valid - later, good - valid, reader.GetInt64(5), reader.GetInt64(6));
    }
}
