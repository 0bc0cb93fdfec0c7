using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Interfaces.Jobs;

/// <summary>What a job does with each certificate.</summary>
// Stored and sent: numbers are forever.
public enum JobKind
{
    Revoke = 1,

    /// <summary>Writes each certificate as PEM into the result.</summary>
    Export = 2,
}

/// <summary>How far a job is.</summary>
// Stored and sent: numbers are forever.
public enum JobStatus
{
    Queued = 1,
    Running = 2,
    Paused = 3,
    Done = 4,

    /// <summary>Ended before its time: <see cref="Job.Fault"/> says why.</summary>
    Failed = 5,
    Cancelled = 6,
}

/// <summary>One piece of bulk work.</summary>
/// <param name="CreatedBy">The text of the caller that made it.</param>
/// <param name="Total">How many certificates; null while they are being counted.</param>
/// <param name="Done">How many were worked on, those that failed included.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.job")]
public sealed record Job(
    [property: Id(0)] string Id,
    [property: Id(1)] JobKind Kind,
    [property: Id(2)] JobStatus Status,
    [property: Id(3)] string CreatedBy,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] DateTimeOffset? FinishedAt,
    [property: Id(6)] long? Total,
    [property: Id(7)] long Done,
    [property: Id(8)] long Failed,
    [property: Id(9)] string? Fault);

/// <summary>Make a job. The same command again is the same job.</summary>
/// <param name="Filter">Which certificates; those issued after the job was made are left out. Null when <paramref name="Ids"/> says which.</param>
/// <param name="Ids">1 to <see cref="MaxIds"/>; each once.</param>
/// <param name="Reason">For a revocation.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.create-job-command")]
public sealed record CreateJobCommand(
    [property: Id(0)] JobKind Kind,
    [property: Id(1)] CertificateQuery? Filter,
    [property: Id(2)] ImmutableArray<CertificateKey>? Ids,
    [property: Id(3)] RevocationReason Reason,
    [property: Id(4)] Caller Caller)
{
    public const int MaxIds = 10_000;

    /// <summary>The filter as it was sent: what it says of times depends on when it was read. Null: as <see cref="Filter"/> is.</summary>
    [Id(5)]
    public string? Asked { get; init; }
}

/// <summary>Pause, resume or cancel a job.</summary>
/// <param name="Status">Paused, Running or Cancelled.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.set-job-status-command")]
public sealed record SetJobStatusCommand([property: Id(0)] JobStatus Status, [property: Id(1)] Caller Caller);

/// <summary>Which jobs to list, newest first; null means any.</summary>
/// <param name="Take">1..200.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.list-jobs-query")]
public sealed record ListJobsQuery(
    [property: Id(0)] JobStatus? Status,
    [property: Id(1)] JobKind? Kind,
    [property: Id(2)] string? Cursor,
    [property: Id(3)] int Take,
    [property: Id(4)] Caller Caller);

/// <summary>A page of jobs.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.job-page")]
public sealed record JobPage([property: Id(0)] ImmutableArray<Job> Jobs, [property: Id(1)] string? Next);

/// <summary>Some lines of a job's result, JSON Lines.</summary>
/// <param name="IsLast">There are no more by now.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.job-result-part")]
public sealed record JobResultPart([property: Id(0)] string Lines, [property: Id(1)] bool IsLast);
