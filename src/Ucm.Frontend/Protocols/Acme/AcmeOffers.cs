using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>What the silos offer over ACME, for the directory; at most a second old. They decide again for each order.</summary>
internal sealed class AcmeOffers(IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SharedCall<Outcome<AcmeOffer>> call = new();
    private Answer? last;

    /// <summary>Refusals: AuthorityUnavailable.</summary>
    public async Task<Outcome<AcmeOffer>> Get(CancellationToken cancellationToken)
    {
        var known = Volatile.Read(ref last);
        return known is not null && clock.GetElapsedTime(known.AskedAt) < Fresh ? known.Offer : await call.Join(Ask, cancellationToken);
    }

    private async Task<Outcome<AcmeOffer>> Ask()
    {
        var askedAt = clock.GetTimestamp();
        var answer = await grains.AcmeDirectory().Get(CancellationToken.None);
        if (answer.Succeeded)
        {
            Volatile.Write(ref last, new Answer(answer.Value, askedAt));
        }

        return answer;
    }

    private sealed record Answer(AcmeOffer Offer, long AskedAt);
}
