using Orleans.Concurrency;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>Signs and stores what was reserved and no more: whoever calls it gets nothing that was not admitted before.</summary>
[StatelessWorker]
internal sealed class IssuanceResumptionGrain(ICertificateStore certificates, AuthoritySnapshots snapshots, IssuanceSteps steps) : Grain, IIssuanceResumptionGrain
{
    private static readonly Caller Self = Caller.System("reconciler");

    public async Task<Outcome<IssuedCertificate>> Resume(CertificateKey key, CancellationToken cancellationToken)
    {
        var issuer = await snapshots.Confirm(key.Authority, cancellationToken);
        if (!issuer.Succeeded)
        {
            return issuer.Refusal;
        }

        if (IssuanceAdmission.CheckOnline(issuer.Value) is { } offline)
        {
            return offline;
        }

        return await certificates.Find(key, cancellationToken) is { Record.Status: CertificateStatus.Reserved } row
            ? await steps.Finish(row, issuer.Value, GrainFactory.Signer(key.Authority).Sign, Self, cancellationToken)
            : Refusals.NoSuchCertificate();
    }
}
