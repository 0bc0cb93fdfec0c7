using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Jobs;

/// <summary>The table <c>jobs</c>.</summary>
/// <param name="User">The user who made it, by a session or an API token.</param>
public sealed record JobRow(Job Job, string User) : IndexRow;

/// <summary>One row more of the table <c>job_results</c>.</summary>
/// <param name="Lines">JSON Lines, the last with its line feed.</param>
public sealed record JobResultRow(string Job, int Part, string Lines) : IndexRow;

/// <summary>Deletes the results of jobs that ended before a time.</summary>
public sealed record JobResultsGone(DateTimeOffset EndedBefore) : IndexRow;

/// <summary>Reads of the tables <c>jobs</c> and <c>job_results</c>.</summary>
public interface IJobIndex
{
    /// <summary>Newest first; null means any.</summary>
    /// <exception cref="FormatException">The cursor is not one of <see cref="JobCursor"/>.</exception>
    Task<ImmutableArray<JobRow>> List(JobFilter filter, int take, CancellationToken cancellationToken);

    /// <summary>Ids of jobs that are queued or running, oldest first.</summary>
    Task<ImmutableArray<string>> ListUnfinished(int take, CancellationToken cancellationToken);

    /// <summary>How many jobs of a user have not ended, those that are paused included.</summary>
    Task<int> CountUnfinished(string user, CancellationToken cancellationToken);

    /// <summary>How many jobs are running.</summary>
    Task<int> CountRunning(CancellationToken cancellationToken);

    Task<string?> FindResult(string job, int part, CancellationToken cancellationToken);
}

/// <summary>Which jobs; null for any.</summary>
public sealed record JobFilter(JobStatus? Status, JobKind? Kind, string? User, string? Cursor);
