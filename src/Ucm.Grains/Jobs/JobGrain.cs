using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Jobs;

namespace Ucm.Grains.Jobs;

/// <summary>
/// Works on one job, a batch at each tick of its timer: 1 what may the maker now · 2 count, once · 3 the next page · 4 each certificate by its own grain ·
/// 5 progress and the lines of the result in one commit. A batch that was cut off is done again; the watch of the silos wakes the job.
/// </summary>
internal sealed partial class JobGrain(
    [PersistentState(JobState.Name, GrainStorageNames.Audited)] IPersistentState<JobState> job,
    [PersistentState(JobItemsState.Name, GrainStorageNames.Audited)] IPersistentState<JobItemsState> items,
    JobMaker makers,
    JobItems work,
    IJobIndex index,
    IOptions<JobOptions> options,
    TimeProvider clock,
    ILogger<JobGrain> log) : Grain, IJobGrain
{
    private const int Batch = 500;
    private static readonly TimeSpan Now = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(2);
    private IGrainTimer? timer;

    private string Id => this.GetPrimaryKeyString()["job:".Length..];

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Wake(cancellationToken);

    public async Task<Outcome<Job>> Create(CreateJobCommand command, CancellationToken cancellationToken)
    {
        var permission = JobMaker.PermissionOf(command.Kind);
        if (!command.Caller.MaySomewhere(permission))
        {
            return Nobody(Refusals.Forbidden(permission));
        }

        if (JobCommands.Check(command) is { } refusal)
        {
            return Nobody(refusal);
        }

        var hash = JobCommands.HashOf(command);
        if (job.State.Exists)
        {
            return job.State.Hash.AsSpan().SequenceEqual(hash.AsSpan())
                ? JobAudit.Present(Id, job.State)
                : new Refusal(RefusalCode.IdempotencyMismatch, "The idempotency key was used before, for another job.");
        }

        var maker = await makers.Find(command.Caller, cancellationToken);
        if (!maker.Succeeded)
        {
            return Nobody(maker.Refusal);
        }

        if (await index.CountUnfinished(command.Caller.User, cancellationToken) >= options.Value.PerUser)
        {
            return Nobody(new Refusal(
                RefusalCode.RateLimited, $"{options.Value.PerUser} of your jobs are unfinished, and no more may be.", TimeSpan.FromMinutes(1)));
        }

        if (command.Ids is { } ids)
        {
            await items.Commit(new JobItemsState(ids), new CommitCompanion([], []), cancellationToken);
        }

        var next = New(command) with { Generation = maker.Value.Generation, Hash = hash };
        await job.Commit(next, JobAudit.Changed(Id, next, "create", command.Caller, next.CreatedAt), cancellationToken);
        await Wake(cancellationToken);
        return JobAudit.Present(Id, job.State);
    }

    public Task<Outcome<Job>> Get(Caller caller, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<Job>>(MaySee(caller) ? JobAudit.Present(Id, job.State) : Nobody(NoSuchJob));

    public async Task<Outcome<Job>> SetStatus(SetJobStatusCommand command, CancellationToken cancellationToken)
    {
        if (!MaySee(command.Caller))
        {
            return Nobody(NoSuchJob);
        }

        var (status, action) = command.Status switch
        {
            JobStatus.Paused => (JobStatus.Paused, "pause"),
            JobStatus.Cancelled => (JobStatus.Cancelled, "cancel"),
            _ => (JobStatus.Queued, "resume"),
        };
        var isThere = job.State.Status == status || (status == JobStatus.Queued && job.State.Status == JobStatus.Running);
        if (job.State.HasEnded && !isThere)
        {
            return new Refusal(RefusalCode.Conflict, $"The job is {job.State.Status.ToString().ToLowerInvariant()} already.");
        }

        if (!isThere)
        {
            var now = clock.GetStoredNow();
            var next = job.State with { Status = status, FinishedAt = status == JobStatus.Cancelled ? now : null };
            await job.Commit(next, JobAudit.Changed(Id, next, action, command.Caller, now), cancellationToken);
            await Wake(cancellationToken);
        }

        return JobAudit.Present(Id, job.State);
    }

    public async Task<Outcome<JobResultPart>> ReadResult(int part, Caller caller, CancellationToken cancellationToken)
    {
        if (!MaySee(caller))
        {
            return Nobody(NoSuchJob);
        }

        if (part >= job.State.Parts)
        {
            return new JobResultPart(string.Empty, IsLast: true);
        }

        return await index.FindResult(Id, part, cancellationToken) is { } lines
            ? new JobResultPart(lines, part == job.State.Parts - 1)
            : new Refusal(RefusalCode.NotFound, $"The result is not kept any more: it is deleted {options.Value.ResultDays} days after the job ended.");
    }

    public Task Wake(CancellationToken cancellationToken)
    {
        var isDue = job.State.Status is JobStatus.Queued or JobStatus.Running;
        if (isDue)
        {
            timer ??= this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(Now, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }
        else
        {
            timer?.Dispose();
            timer = null;
        }

        return Task.CompletedTask;
    }

    private static Refusal NoSuchJob { get; } = new(RefusalCode.NotFound, "There is no such job.");

    /// <summary>One batch, then the timer again: calls come in between.</summary>
    private async Task Tick(CancellationToken cancellationToken)
    {
        var wait = Now;
        try
        {
            wait = await Step(cancellationToken);
        }
        catch (InconsistentStateException)
        {
            // Another activation went on with the job.
            DeactivateOnIdle();
            return;
        }
        catch (Exception fault)
        {
            LogFailed(fault, Id);
            wait = Later;
        }

        if (job.State.Status is JobStatus.Queued or JobStatus.Running)
        {
            timer?.Change(wait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            timer?.Dispose();
            timer = null;
        }
    }

    private async Task<TimeSpan> Step(CancellationToken cancellationToken)
    {
        var state = job.State;
        if (state.Status == JobStatus.Queued && await index.CountRunning(cancellationToken) >= options.Value.Running)
        {
            return Later;
        }

        var maker = await makers.Now(state, cancellationToken);
        if (!maker.Succeeded)
        {
            return maker.Refusal.Code == RefusalCode.Forbidden ? await Fail(maker.Refusal.Detail, cancellationToken) : Later;
        }

        if (state.Total is null || state.Status == JobStatus.Queued)
        {
            var total = state.Total ?? await Count(maker.Value, cancellationToken);
            return await Keep(state with { Status = JobStatus.Running, Total = total }, null, cancellationToken);
        }

        var page = await Page(state.Cursor, Batch, maker.Value, cancellationToken);
        var batch = await work.Work(state, page.Keys, maker.Value);
        var next = state with { Done = state.Done + batch.Done, Failed = state.Failed + batch.Failed, Cursor = page.Next };
        if (batch.Done > 0)
        {
            next = next with { Parts = state.Parts + 1 };
        }

        if (page.Next is null)
        {
            // Since it was counted, others may have changed what the filter finds.
            next = next with { Status = JobStatus.Done, Total = next.Done, FinishedAt = clock.GetStoredNow() };
        }

        return await Keep(next, batch.Done > 0 ? new JobResultRow(Id, state.Parts, batch.Lines) : null, cancellationToken);
    }

    private async Task<TimeSpan> Keep(JobState next, JobResultRow? result, CancellationToken cancellationToken)
    {
        var companion = JobAudit.Progress(Id, next, result);
        if (next.HasEnded)
        {
            companion = JobAudit.Changed(Id, next, "finish", next.Maker, next.FinishedAt!.Value) with { Index = companion.Index };
        }

        await job.Commit(next, companion, cancellationToken);
        return Now;
    }

    private async Task<TimeSpan> Fail(string fault, CancellationToken cancellationToken)
    {
        var next = job.State with { Status = JobStatus.Failed, Fault = fault, FinishedAt = clock.GetStoredNow() };
        await job.Commit(next, JobAudit.Changed(Id, next, "fail", Caller.System("jobs"), next.FinishedAt!.Value), cancellationToken);
        return Now;
    }

    private async Task<long> Count(Caller maker, CancellationToken cancellationToken)
    {
        if (job.State.Filter is null)
        {
            return items.State.Ids.Length;
        }

        var (count, cursor) = (0L, (string?)null);
        do
        {
            var page = await Page(cursor, Batch, maker, cancellationToken);
            (count, cursor) = (count + page.Keys.Length, page.Next);
        }
        while (cursor is not null);
        return count;
    }

    /// <summary>What the maker may see of the filter's certificates, by keyset; or some of the ids that were given.</summary>
    private async Task<(ImmutableArray<CertificateKey> Keys, string? Next)> Page(string? cursor, int take, Caller maker, CancellationToken cancellationToken)
    {
        if (job.State.Filter is not { } filter)
        {
            var from = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
            var ids = items.State.Ids;
            var to = Math.Min(from + take, ids.Length);
            return (ids[from..to], to == ids.Length ? null : to.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        var page = await GrainFactory.Search().ListCertificates(filter with { Cursor = cursor, Take = take }, maker, cancellationToken);
        return page.Succeeded
            ? ([.. page.Value.Items.Select(static item => item.Key)], page.Value.Next)
            : throw new InvalidOperationException($"The certificates cannot be listed: {page.Refusal.Detail}");
    }

    private JobState New(CreateJobCommand command)
    {
        var now = clock.GetStoredNow();
        var before = command.Filter?.IssuedBefore is { } bound && bound < now ? bound : now;
        return new JobState
        {
            Status = JobStatus.Queued,
            Kind = command.Kind,
            Filter = command.Filter is null ? null : command.Filter with { IssuedBefore = before, Scopes = null },
            Reason = command.Reason,
            MakerKind = command.Caller.Kind,
            MakerName = command.Caller.Name,
            Grants = JobMaker.GrantsOf(command.Caller),
            CreatedAt = now,
        };
    }

    private bool MaySee(Caller caller) =>
        job.State.Exists && (caller.May(Permission.All) || caller.IsRequester(job.State.Maker.ToString(), job.State.CreatedAt));

    /// <summary>Law 7: ids that were never given leave nothing in memory.</summary>
    private Refusal Nobody(Refusal refusal)
    {
        if (!job.State.Exists)
        {
            DeactivateOnIdle();
        }

        return refusal;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of the job {Job} failed; it is tried again.")]
    private partial void LogFailed(Exception fault, string job);
}
