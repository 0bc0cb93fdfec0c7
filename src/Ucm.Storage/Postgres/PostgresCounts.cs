using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;
using static Ucm.Storage.Postgres.Columns;

namespace Ucm.Storage.Postgres;

/// <summary>
/// How many certificates there are, kept in the transaction that changes a status, by hour. A writer adds to the rows of its own shard, last of all before the commit,
/// so that writers do not wait for each other; only the sum over the shards means anything. The platform's own certificates are not counted.
/// </summary>
internal sealed class PostgresCounts(long shard)
{
    public const int Shards = 16;

    // Stored: numbers are forever.
    public const int Good = 1;
    public const int Revoked = 2;
    public const int Issued = 3;

    public const long Hour = 3_600_000_000;

    private const string Add =
        "insert into certificate_counts as c (kind, hour, shard, amount) select kind, hour, $1, amount from unnest($2, $3, $4) as u(kind, hour, amount) "
        + "on conflict (kind, hour, shard) do update set amount = c.amount + excluded.amount";

    private readonly SortedDictionary<(long Kind, long Hour), long> changes = [];

    public void Completed(CertificateRecord record)
    {
        if (!record.IsSystem)
            Issue(record.NotAfter, record.CreatedAt);
    }

    public void TakenOver(CertificateIntent intent) => Issue(intent.NotAfter, intent.CreatedAt);

    public void Changed(DateTimeOffset notAfter, CertificateStatus from, CertificateStatus to)
    {
        if (KindOf(from) is { } old)
            Change(old, notAfter, -1);

        if (KindOf(to) is { } now)
            Change(now, notAfter, 1);
    }

    public void Finish(RoundTrip trip)
    {
        var rows = changes.Where(change => change.Value != 0).ToArray();
        if (rows.Length > 0)
            trip.Add(Add, One(shard), rows.Numbers(row => row.Key.Kind), rows.Numbers(row => row.Key.Hour), rows.Numbers(row => row.Value));
    }

    private void Issue(DateTimeOffset notAfter, DateTimeOffset createdAt)
    {
        Change(Good, notAfter, 1);
        Change(Issued, createdAt, 1);
    }

    private static int? KindOf(CertificateStatus status) => status switch
    {
        CertificateStatus.Good => Good,
        CertificateStatus.Revoked or CertificateStatus.OnHold => Revoked,
        _ => null,
    };

    private void Change(int kind, DateTimeOffset time, long amount)
    {
        var key = (kind, Math.DivRem(time.Microseconds(), Hour).Quotient);
        changes[key] = changes.GetValueOrDefault(key) + amount;
    }
}
