using Orleans.Concurrency;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>Answers from this silo's view; holds nothing.</summary>
[StatelessWorker]
internal sealed class AcmeDirectoryGrain(AcmeServers servers, AuthoritySnapshots snapshots) : Grain, IAcmeDirectoryGrain
{
    public async Task<Outcome<AcmeOffer>> Get(string server, CancellationToken cancellationToken)
    {
        var found = await servers.Find(server, cancellationToken);
        var view = await snapshots.ConfirmAll(cancellationToken);
        if ((found.Refusal ?? view.Refusal) is { } refusal)
        {
            return refusal;
        }

        var profiles = AcmeProfileCheck.Offered(found.Value!, view.Value!.Objects)
            .Select(static profile => new OfferedProfile(profile.Name, profile.Certificate.Description));
        return new AcmeOffer(
            [.. profiles],
            found.Value!.TermsOfService,
            found.Value.Website,
            found.Value.ExternalAccount == ExternalAccountUse.Required,
            found.Value.CaaIdentities)
        {
            PreAuthorization = found.Value.AuthorizationReuse,
        };
    }
}
