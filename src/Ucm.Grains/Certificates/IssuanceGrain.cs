using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;

namespace Ucm.Grains.Certificates;

/// <summary>The issuance steps on this silo; holds nothing, so any of them on any node may carry on what another began.</summary>
[StatelessWorker]
internal sealed class IssuanceGrain(IssuanceSteps steps) : Grain, IIssuanceGrain
{
    public Task<Outcome<IssuedCertificate>> Issue(IssueCommand command, CancellationToken cancellationToken) =>
        command.Authority.Value == this.GetPrimaryKeyString()
            ? steps.Issue(command, cancellationToken)
            : Task.FromResult<Outcome<IssuedCertificate>>(Refusals.NoSuchAuthority());
}
