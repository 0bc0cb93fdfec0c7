using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Profiles;
using Ucm.Grains.Outcomes;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Profiles;

/// <summary>Shows the profiles; read-only.</summary>
[StatelessWorker]
internal sealed class ProfileCatalogGrain(IProfileSource profiles) : Grain, IProfileCatalogGrain
{
    public async Task<Outcome<ProfileCatalog>> List(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.May(Permission.ProfilesRead))
        {
            return Refusals.Forbidden(Permission.ProfilesRead);
        }

        var all = await profiles.List(cancellationToken);
        return new ProfileCatalog([.. all.Select(Summarise)]);
    }

    public async Task<Outcome<ProfileSummary>> Get(string name, Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.May(Permission.ProfilesRead))
        {
            return Refusals.Forbidden(Permission.ProfilesRead);
        }

        return await profiles.Find(name, cancellationToken) is { } profile
            ? Summarise(profile)
            : new Refusal(RefusalCode.UnknownProfile, "There is no such profile.");
    }

    private static ProfileSummary Summarise(CertificateProfile profile) => new(
        profile.Name,
        profile.Description,
        profile.Validity,
        profile.MaximumValidity,
        profile.Backdate,
        [.. Enum.GetValues<KeyUsages>().Where(usage => usage != 0 && profile.KeyUsage.HasFlag(usage)).Select(usage => NameOf(usage))],
        [.. profile.ExtendedKeyUsage],
        [.. profile.AllowedKeys.Select(kind => kind.ToString().ToLowerInvariant())],
        profile.IsAuthority);

    private static string NameOf(KeyUsages usage) => usage == KeyUsages.CrlSign ? "cRLSign" : char.ToLowerInvariant(usage.ToString()[0]) + usage.ToString()[1..];
}
