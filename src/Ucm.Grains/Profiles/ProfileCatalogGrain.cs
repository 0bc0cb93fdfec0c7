using Orleans.Concurrency;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Profiles;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Profiles;

/// <summary>Answers from this silo's view; holds nothing.</summary>
[StatelessWorker]
internal sealed class ProfileCatalogGrain(ProfileDirectory profiles, IssuanceSteps steps) : Grain, IProfileCatalogGrain
{
    public async Task<Outcome<DefaultKey>> GetDefaultKey(string profile, CancellationToken cancellationToken)
    {
        var found = await profiles.Find(profile, cancellationToken);
        return found.Succeeded ? new DefaultKey(found.Value.DefaultKey.ToName()) : found.Refusal;
    }

    public async Task<Outcome<CertificatePreview>> Preview(PreviewCommand command, CancellationToken cancellationToken)
    {
        var profile = await profiles.Find(command.Profile, cancellationToken);
        if (!profile.Succeeded)
        {
            return profile.Refusal;
        }

        var request = new RequestId($"rest:{command.Caller.Name}:preview");
        var csr = command.Csr.IsDefaultOrEmpty ? PreviewKeys.RequestOf(profile.Value.DefaultKey) : command.Csr;
        return await steps.Preview(new IssueCommand(request, command.Authority, command.Profile, csr, command.Caller, command.Content) { Way = WayIn.Rest }, cancellationToken);
    }
}
