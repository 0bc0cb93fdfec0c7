using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Profiles;

namespace Ucm.Grains.Acme;

/// <summary>Answers from this silo's view and settings; holds nothing.</summary>
[StatelessWorker]
internal sealed class AcmeDirectoryGrain(AuthoritySnapshots snapshots, IOptions<AcmeOptions> options) : Grain, IAcmeDirectoryGrain
{
    public async Task<Outcome<AcmeOffer>> Get(CancellationToken cancellationToken)
    {
        var view = await snapshots.ConfirmAll(cancellationToken);
        if (!view.Succeeded)
        {
            return view.Refusal;
        }

        var profiles = view.Value.Objects.List(ProfileKind.KindName)
            .Where(static entry => entry.Object.Status == ObjectStatus.Enabled)
            .Select(static entry => entry.Read<IssuanceProfile>())
            .Where(static profile => profile.Allows(WayIn.Acme))
            .Select(static profile => new OfferedProfile(profile.Name, profile.Certificate.Description));
        var settings = options.Value;
        return new AcmeOffer([.. profiles], settings.TermsOfService, settings.Website, settings.RequireExternalAccount, [.. settings.CaaIdentities]);
    }
}
