using Ucm.Storage.Commits;
using Ucm.Storage.Jobs;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

/// <summary>The rows of <c>jobs</c> and <c>job_results</c>.</summary>
internal static class SqliteJobRows
{
    private const string Job =
        "insert into jobs (id, kind, status, created_by, user_name, created_at, finished_at, total, done, failed, fault) "
        + "values (@id, @kind, @status, @created_by, @user, @created_at, @finished_at, @total, @done, @failed, @fault) "
        + "on conflict (id) do update set status = excluded.status, finished_at = excluded.finished_at, total = excluded.total, done = excluded.done, "
        + "failed = excluded.failed, fault = excluded.fault";

    private const string Result = "insert into job_results (job, part, lines) values (@job, @part, @lines)";
    private const string Gone = "delete from job_results where job in (select id from jobs where finished_at < @before)";

    /// <summary>False for a row of another table.</summary>
    public static bool TryWrite(SqliteStatements statements, IndexRow row)
    {
        var command = row switch
        {
            JobRow { Job: var job, User: var user } => statements[Job]
                .Set("@id", job.Id)
                .Set("@kind", (long)job.Kind)
                .Set("@status", (long)job.Status)
                .Set("@created_by", job.CreatedBy)
                .Set("@user", user)
                .Set("@created_at", job.CreatedAt.Microseconds())
                .Set("@finished_at", job.FinishedAt?.Microseconds())
                .Set("@total", job.Total)
                .Set("@done", job.Done)
                .Set("@failed", job.Failed)
                .Set("@fault", job.Fault),
            JobResultRow result => statements[Result].Set("@job", result.Job).Set("@part", (long)result.Part).Set("@lines", result.Lines),
            JobResultsGone gone => statements[Gone].Set("@before", gone.EndedBefore.Microseconds()),
            _ => null,
        };
        command?.ExecuteNonQuery();
        return command is not null;
    }
}
