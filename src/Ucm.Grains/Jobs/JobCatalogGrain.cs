using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Jobs;

namespace Ucm.Grains.Jobs;

/// <summary>Lists jobs out of the read model; holds nothing.</summary>
[StatelessWorker]
internal sealed class JobCatalogGrain(IJobIndex index) : Grain, IJobCatalogGrain
{
    private const int MaxTake = 200;

    public async Task<Outcome<JobPage>> List(ListJobsQuery query, CancellationToken cancellationToken)
    {
        if (query.Take is < 1 or > MaxTake)
        {
            return new Refusal(RefusalCode.Malformed, $"A page has 1 to {MaxTake} jobs.");
        }

        try
        {
            var user = query.Caller.May(Permission.All) ? null : query.Caller.User;
            var rows = await index.List(new JobFilter(query.Status, query.Kind, user, query.Cursor), query.Take + 1, cancellationToken);
            return new JobPage(
                [.. rows.Take(query.Take).Select(static row => row.Job)], rows.Length > query.Take ? JobCursor.Of(rows[query.Take - 1].Job) : null);
        }
        catch (FormatException)
        {
            return new Refusal(RefusalCode.Malformed, "The cursor is not one of ours.");
        }
    }
}
