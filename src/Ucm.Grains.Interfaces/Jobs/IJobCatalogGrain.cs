using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Jobs;

/// <summary>Lists jobs by SQL; never wakes another grain. Key: always 0. A stateless worker.</summary>
[Alias("ucm.job-catalog-grain")]
public interface IJobCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>The caller's own; all of them for administrators. Refusals: Malformed. Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("List")]
    Task<Outcome<JobPage>> List(ListJobsQuery query, CancellationToken cancellationToken);
}
