using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>The issuance steps of one authority (docs/architecture.md, "Issue"). Key: the authority's slug. A stateless worker: the database decides every race.</summary>
[Alias("ucm.issuance-grain")]
public interface IIssuanceGrain : IGrainWithStringKey
{
    /// <summary>Issues, or returns what was issued before for the same request id. Interleaves: it holds no state, and callers share one group commit.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Issue")]
    Task<Outcome<IssuedCertificate>> Issue(IssueCommand command, CancellationToken cancellationToken);
}
