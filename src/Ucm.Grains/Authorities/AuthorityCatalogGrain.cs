using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Authorities;

/// <summary>Answers from this silo's view, so a list costs a query at most twice a second.</summary>
[StatelessWorker]
internal sealed class AuthorityCatalogGrain(AuthoritySnapshots snapshots) : Grain, IAuthorityCatalogGrain
{
    public Task<AuthorityCatalog> List(CancellationToken cancellationToken) => snapshots.List(cancellationToken).AsTask();
}
