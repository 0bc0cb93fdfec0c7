using System.Collections.Concurrent;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>What each ACME server offers, for the directories; at most a second old. The silos decide again for each order.</summary>
internal sealed class AcmeOffers(IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    // Only servers that there are: strangers name others.
    private readonly ConcurrentDictionary<string, Answer> answers = new(StringComparer.Ordinal);

    /// <summary>Refusals: NotFound, AuthorityUnavailable.</summary>
    public async Task<Outcome<AcmeOffer>> Get(string server, CancellationToken cancellationToken)
    {
        if (!answers.TryGetValue(server, out var known))
        {
            return await Ask(server);
        }

        return clock.GetElapsedTime(known.AskedAt) < Fresh ? known.Offer : await known.Call.Join(() => Ask(server), cancellationToken);
    }

    private async Task<Outcome<AcmeOffer>> Ask(string server)
    {
        var askedAt = clock.GetTimestamp();
        var answer = await grains.AcmeDirectory().Get(server, CancellationToken.None);
        if (answer.Succeeded)
        {
            answers.AddOrUpdate(
                server,
                new Answer(answer.Value, askedAt, new SharedCall<Outcome<AcmeOffer>>()),
                (_, before) => before with { Offer = answer.Value, AskedAt = askedAt });
        }
        else if (answer.Refusal.Code == RefusalCode.NotFound)
        {
            answers.TryRemove(server, out _);
        }

        return answer;
    }

    private sealed record Answer(AcmeOffer Offer, long AskedAt, SharedCall<Outcome<AcmeOffer>> Call);
}
