using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Profiles;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>The profiles that the silo offers over ACME, for the directory; at most a second old. The silo decides again for each order.</summary>
internal sealed class AcmeProfiles(IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SharedCall<Outcome<OfferedProfiles>> call = new();
    private Answer? last;

    /// <summary>Descriptions by name. Refusals: AuthorityUnavailable.</summary>
    public async Task<Outcome<OfferedProfiles>> List(CancellationToken cancellationToken)
    {
        var known = Volatile.Read(ref last);
        return known is not null && clock.GetElapsedTime(known.AskedAt) < Fresh ? known.Profiles : await call.Join(Ask, cancellationToken);
    }

    private async Task<Outcome<OfferedProfiles>> Ask()
    {
        var askedAt = clock.GetTimestamp();
        var answer = await grains.ProfileCatalog().ListAcme(CancellationToken.None);
        if (answer.Succeeded)
        {
            Volatile.Write(ref last, new Answer(answer.Value, askedAt));
        }

        return answer;
    }

    private sealed record Answer(OfferedProfiles Profiles, long AskedAt);
}
