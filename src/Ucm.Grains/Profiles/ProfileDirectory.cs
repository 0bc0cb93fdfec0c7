using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Profiles;

/// <summary>The profiles that certificates are issued by, from this silo's view. What cannot be confirmed or read refuses (law 8, law 9).</summary>
internal sealed class ProfileDirectory(AuthoritySnapshots snapshots)
{
    /// <summary>Refusals: UnknownProfile (also for one that is disabled), AuthorityUnavailable when the view could not be confirmed.</summary>
    public async ValueTask<Outcome<IssuanceProfile>> Find(string name, CancellationToken cancellationToken)
    {
        var (entry, refusal) = await snapshots.Confirm(new ObjectKey(ProfileKind.KindName, name), cancellationToken);
        return entry?.Object.Status switch
        {
            _ when refusal is not null => refusal,
            null => new Refusal(RefusalCode.UnknownProfile, $"There is no profile {Shown(name)}."),
            ObjectStatus.Enabled => entry.Read<IssuanceProfile>(),
            _ => new Refusal(RefusalCode.UnknownProfile, $"The profile {name} is disabled."),
        };
    }

    private static string Shown(string name) => name.Length > 40 ? name[..40] + "…" : name;
}
