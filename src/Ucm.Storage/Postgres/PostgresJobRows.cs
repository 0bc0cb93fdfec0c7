using Ucm.Storage.Commits;
using Ucm.Storage.Jobs;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Postgres;

/// <summary>The rows of <c>jobs</c> and <c>job_results</c> of a batch, in the order of their keys.</summary>
internal sealed class PostgresJobRows
{
    private const string Job =
        "insert into jobs (id, kind, status, created_by, user_name, created_at, finished_at, total, done, failed, fault) "
        + "select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
        + "on conflict (id) do update set status = excluded.status, finished_at = excluded.finished_at, total = excluded.total, done = excluded.done, "
        + "failed = excluded.failed, fault = excluded.fault";

    private const string Result = "insert into job_results (job, part, lines) select * from unnest($1, $2, $3)";
    private const string Gone = "delete from job_results where job in (select id from jobs where finished_at < $1)";

    // One statement cannot replace a row twice; the last is what would remain.
    private readonly SortedDictionary<string, JobRow> jobs = new(StringComparer.Ordinal);
    private readonly List<JobResultRow> results = [];
    private DateTimeOffset? gone;

    /// <summary>False for a row of another table.</summary>
    public bool TryAdd(IndexRow row)
    {
        switch (row)
        {
            case JobRow job:
                jobs[job.Job.Id] = job;
                return true;
            case JobResultRow result:
                results.Add(result);
                return true;
            case JobResultsGone old:
                gone = old.EndedBefore;
                return true;
            default:
                return false;
        }
    }

    public void Finish(RoundTrip trip)
    {
        if (jobs.Count > 0)
            Write(trip, [.. jobs.Values]);

        if (results.Count > 0)
            trip.Add(Result, results.Texts(static row => row.Job), results.Numbers(static row => row.Part), results.Texts(static row => row.Lines));

        if (gone is { } before)
            trip.Add(Gone, Columns.One(before.Microseconds()));
    }

    private static void Write(RoundTrip trip, JobRow[] rows) => trip.Add(
        Job,
        rows.Texts(static row => row.Job.Id),
        rows.Numbers(static row => (long)row.Job.Kind),
        rows.Numbers(static row => (long)row.Job.Status),
        rows.Texts(static row => row.Job.CreatedBy),
        rows.Texts(static row => row.User),
        rows.Numbers(static row => row.Job.CreatedAt.Microseconds()),
        rows.OptionalNumbers(static row => row.Job.FinishedAt?.Microseconds()),
        rows.OptionalNumbers(static row => row.Job.Total),
        rows.Numbers(static row => row.Job.Done),
        rows.Numbers(static row => row.Job.Failed),
        rows.Texts(static row => row.Job.Fault));
}
