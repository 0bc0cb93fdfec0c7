using Ucm.Grains.Interfaces.Jobs;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;
using Ucm.Storage.Jobs;

namespace Ucm.Storage.Tests.Contract;

/// <summary>What jobs ask of a database.</summary>
public abstract class JobContract(StorageFixture fixture)
{
    private readonly string user = Samples.Token();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IJobIndex Index => fixture.Get<IJobIndex>();

    [Fact]
    public async Task List_PageByPage_IsNewestFirstAndFiltered()
    {
        var (old, recent) = (Row(1), Row(2));
        var ended = recent with
        {
            Job = recent.Job with { Status = JobStatus.Done, FinishedAt = Samples.Now.AddHours(1), Total = 7, Done = 7, Failed = 1, Fault = "No." },
        };
        await Append(old, recent);
        await Append(ended);

        (await Index.List(new JobFilter(null, null, user, null), 1, Token)).ShouldBe([ended]);
        (await Index.List(new JobFilter(null, null, user, JobCursor.Of(ended.Job)), 5, Token)).ShouldBe([old]);
        (await Index.List(new JobFilter(JobStatus.Running, JobKind.Revoke, user, null), 5, Token)).ShouldBe([old]);
        (await Index.List(new JobFilter(null, JobKind.Export, user, null), 5, Token)).ShouldBeEmpty();
        (await Index.CountUnfinished(user, Token)).ShouldBe(1);
        (await Index.CountRunning(Token)).ShouldBeGreaterThanOrEqualTo(1);
        (await Index.ListUnfinished(10_000, Token)).ShouldContain(old.Job.Id);
    }

    [Fact]
    public async Task Results_OfAJobThatEndedLongAgo_Go()
    {
        var (old, recent) = (Row(1), Row(2));
        old = old with { Job = old.Job with { Status = JobStatus.Done, FinishedAt = Samples.Now.AddYears(-10) } };
        await Append(
            old, recent, new JobResultRow(old.Job.Id, 0, "{}\n"), new JobResultRow(recent.Job.Id, 0, "{\"a\":1}\n"), new JobResultRow(recent.Job.Id, 1, "{}\n"));

        await Append(new JobResultsGone(Samples.Now.AddYears(-9)));

        (await Index.FindResult(old.Job.Id, 0, Token)).ShouldBeNull();
        (await Index.FindResult(recent.Job.Id, 0, Token)).ShouldBe("{\"a\":1}\n");
        (await Index.FindResult(recent.Job.Id, 1, Token)).ShouldBe("{}\n");
        (await Index.FindResult(recent.Job.Id, 2, Token)).ShouldBeNull();
    }

    private JobRow Row(int minute) => new(
        new Job(Samples.Token(), JobKind.Revoke, JobStatus.Running, $"user:{user}", Samples.Now.AddMinutes(minute), null, null, 0, 0, null), user);

    private Task Append(params IndexRow[] rows) => fixture.Get<IAuditStore>().Append(new CommitCompanion([], []) { Index = [.. rows] }, Token);
}
