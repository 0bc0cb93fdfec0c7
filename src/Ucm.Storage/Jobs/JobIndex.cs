using System.Collections.Immutable;
using System.Data.Common;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Jobs;

internal sealed class JobIndex(IReadPool reads) : IJobIndex
{
    private const string Columns = "select id, kind, status, created_by, user_name, created_at, finished_at, total, done, failed, fault from jobs ";

    public Task<ImmutableArray<JobRow>> List(JobFilter filter, int take, CancellationToken cancellationToken)
    {
        var after = filter.Cursor is { } cursor ? JobCursor.Parse(cursor) : default((long CreatedAt, string Id)?);
        (string Condition, string Name, object? Value)[] conditions =
        [
            ("(created_at, id) < (@after, @after_id)", "@after", after?.CreatedAt),
            ("1 = 1", "@after_id", after?.Id),
            ("status = @status", "@status", (long?)filter.Status),
            ("kind = @kind", "@kind", (long?)filter.Kind),
            ("user_name = @user", "@user", filter.User),
        ];
        var used = Array.FindAll(conditions, static condition => condition.Value is not null);
        var where = used.Length == 0 ? string.Empty : $"where {string.Join(" and ", used.Select(static condition => condition.Condition))} ";
        return reads.Scan(
            $"{Columns}{where}order by created_at desc, id desc limit @take",
            command =>
            {
                command.Set("@take", take);
                foreach (var (_, name, value) in used)
                    command.Set(name, value);
            },
            static async (reader, token) => await reader.ReadAll(Read, token),
            cancellationToken);
    }

    public Task<ImmutableArray<string>> ListUnfinished(int take, CancellationToken cancellationToken) =>
        reads.Scan(
            "select id from jobs where status in (1, 2) order by created_at limit @take",
            command => command.Set("@take", take),
            static async (reader, token) => await reader.ReadAll(static row => row.GetString(0), token),
            cancellationToken);

    public Task<int> CountUnfinished(string user, CancellationToken cancellationToken) =>
        Count("select count(*) from jobs where status in (1, 2, 3) and user_name = @user", command => command.Set("@user", user), cancellationToken);

    public Task<int> CountRunning(CancellationToken cancellationToken) =>
        Count("select count(*) from jobs where status = 2", static _ => { }, cancellationToken);

    public Task<string?> FindResult(string job, int part, CancellationToken cancellationToken) =>
        reads.Read(
            "select lines from job_results where job = @job and part = @part",
            command => command.Set("@job", job).Set("@part", (long)part),
            static async (reader, token) => await reader.ReadAsync(token) ? reader.GetString(0) : null,
            cancellationToken);

    private Task<int> Count(string sql, Action<DbCommand> bind, CancellationToken cancellationToken) =>
        reads.Read(
            sql,
            bind,
            static async (reader, token) =>
            {
                await reader.ReadAsync(token);
                return (int)reader.GetInt64(0);
            },
            cancellationToken);

    private static JobRow Read(DbDataReader row) => new(
        new Job(
            row.GetString(0),
            (JobKind)row.GetInt64(1),
            (JobStatus)row.GetInt64(2),
            row.GetString(3),
            row.GetTime(5),
            row.GetTimeOrNull(6),
            row.IsDBNull(7) ? null : row.GetInt64(7),
            row.GetInt64(8),
            row.GetInt64(9),
            row.GetTextOrNull(10)),
        row.GetString(4));
}
